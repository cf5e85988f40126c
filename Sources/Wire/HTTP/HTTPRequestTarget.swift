/// A request target in origin-form (RFC 9112, section 3.2.1), held to what two readers cannot take differently.
struct HTTPRequestTarget: Sendable {
    /// The path; see `HTTPRequestHead.path`.
    let path: String
    /// What follows the first `?`.
    let query: String?

    init(_ bytes: ArraySlice<UInt8>) throws(HTTPRequestError) {
        guard bytes.first == UInt8(ascii: "/") else { throw .targetMalformed }
        let parts = bytes.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        let (path, query) = (parts[0], parts.count > 1 ? parts[1] : nil)
        guard Self.isSpelledRight(path, allowing: []), Self.segmentsArePlain(path) else { throw .targetMalformed }
        if let query {
            guard Self.isSpelledRight(query, allowing: [UInt8(ascii: "?")]) else { throw .targetMalformed }
        }
        self.path = String(decoding: path, as: UTF8.self)
        self.query = query.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether every byte is a `pchar`, a slash or one of `extra` (RFC 3986, section 3.3), and every `%` begins a byte
    /// that is not a control character.
    private static func isSpelledRight(_ bytes: ArraySlice<UInt8>, allowing extra: [UInt8]) -> Bool {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                guard let decoded = decodedByte(bytes, at: index), decoded >= 0x20, decoded != 0x7F else {
                    return false
                }
                index += 3
                continue
            }
            guard isPathCharacter(byte) || extra.contains(byte) else { return false }
            index += 1
        }
        return true
    }

    /// Whether no segment is `.` or `..` in any spelling, none but the last is empty, and none hides a slash or backslash.
    private static func segmentsArePlain(_ path: ArraySlice<UInt8>) -> Bool {
        let segments = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            if segment.isEmpty { if index < segments.count - 1 { return false } else { continue } }
            let plain = decoded(segment)
            guard !plain.elementsEqual(".".utf8), !plain.elementsEqual("..".utf8) else { return false }
            guard !plain.contains(UInt8(ascii: "/")), !plain.contains(UInt8(ascii: "\\")) else { return false }
        }
        return true
    }

    private static func decoded(_ segment: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var index = segment.startIndex
        while index < segment.endIndex {
            let escaped = segment[index] == UInt8(ascii: "%") ? decodedByte(segment, at: index) : nil
            result.append(escaped ?? segment[index])
            index += escaped == nil ? 1 : 3
        }
        return result
    }

    private static func decodedByte(_ bytes: ArraySlice<UInt8>, at index: Int) -> UInt8? {
        guard index + 2 < bytes.endIndex, let high = HTTPByte.hexValue(bytes[index + 1]),
            let low = HTTPByte.hexValue(bytes[index + 2])
        else { return nil }
        return UInt8(high << 4 | low)
    }

    private static func isPathCharacter(_ byte: UInt8) -> Bool {
        if HTTPByte.isLetter(byte) || HTTPByte.isDigit(byte) { return true }
        return [UInt8]("-._~!$&'()*+,;=:@/".utf8).contains(byte)
    }
}

/// The syntax of a Host field: a name, an IPv4 address or an IPv6 address in brackets, and an optional port.
enum HTTPHost {
    /// Whether `bytes` are such a field, not empty. No user, no percent-encoding, no list.
    static func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: "[") else { return isNameAndPort(bytes) }
        guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
        let address = bytes[(bytes.startIndex + 1)..<end]
        let isAddress = { (byte: UInt8) in HTTPByte.hexValue(byte) != nil || byte == 0x3A || byte == 0x2E }
        guard (2...45).contains(address.count), address.allSatisfy(isAddress) else { return false }
        return end + 1 == bytes.endIndex || isPort(bytes[(end + 1)...])
    }

    private static func isNameAndPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        let name = bytes[..<colon]
        let isNameByte = { (byte: UInt8) in
            HTTPByte.isLetter(byte) || HTTPByte.isDigit(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F
        }
        guard (1...253).contains(name.count), name.allSatisfy(isNameByte) else { return false }
        return colon == bytes.endIndex || isPort(bytes[colon...])
    }

    /// A colon and one to five digits, at most 65535.
    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: ":"), (2...6).contains(bytes.count) else { return false }
        let digits = bytes.dropFirst()
        return digits.allSatisfy(HTTPByte.isDigit) && digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 65_535
    }
}
