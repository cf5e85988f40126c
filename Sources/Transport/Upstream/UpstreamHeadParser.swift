/// Collects the lines of an answer's head as libcurl hands them over: a status line, fields, an empty line; perhaps
/// interim answers (1xx) before, and trailers after, both of which are left out.
struct UpstreamHeadParser: Sendable {
    private var status = 0
    private var fields: [UpstreamHead.Field] = []
    private var bytes = 0
    private(set) var isComplete = false

    /// Takes one line with its end. Gives the head when the line completes it.
    /// Throws `malformed` for a line that is not HTTP, `tooLarge` past the bounds of `UpstreamHead`.
    mutating func take(_ line: [UInt8]) throws(UpstreamError) -> UpstreamHead? {
        guard !isComplete else { return nil }
        bytes += line.count
        guard bytes <= UpstreamHead.maximumBytes else { throw .tooLarge }
        let text = Self.trimmed(line[...])
        if text.starts(with: "HTTP/".utf8) {
            status = try Self.status(of: text)
            fields = []
        } else if text.isEmpty {
            return endOfHead()
        } else {
            try add(text)
        }
        return nil
    }

    private mutating func endOfHead() -> UpstreamHead? {
        guard status >= 200 else { return nil }
        isComplete = true
        return UpstreamHead(status: status, fields: fields)
    }

    private mutating func add(_ text: ArraySlice<UInt8>) throws(UpstreamError) {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > text.startIndex else { throw .malformed }
        guard fields.count < UpstreamHead.maximumFields else { throw .tooLarge }
        let name = text[..<colon].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        let value = Self.trimmed(text[(colon + 1)...])
        fields.append(
            UpstreamHead.Field(
                name: String(decoding: name, as: UTF8.self), value: String(decoding: value, as: UTF8.self)))
    }

    /// The number in `HTTP/1.1 200 OK`.
    private static func status(of line: ArraySlice<UInt8>) throws(UpstreamError) -> Int {
        let words = line.split(separator: 0x20, maxSplits: 2)
        guard words.count >= 2, words[1].count == 3, let status = Int(String(decoding: words[1], as: UTF8.self)),
            (100...599).contains(status)
        else { throw .malformed }
        return status
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }), let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return bytes[first...last]
    }
}
