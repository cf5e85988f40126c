/// Reads one body from the front of the stream (RFC 9112, sections 6 and 7), holding at most its limit.
struct HTTPBodyReader: Sendable {
    private enum State {
        case counted(left: Int)
        case chunkSize
        case chunkData(left: Int)
        case chunkEnd
        case lastLine
    }

    private let limit: Int
    private var state: State
    private var body: [UInt8] = []

    init(framing: HTTPBodyFraming, limit: Int) {
        self.limit = limit
        switch framing {
        case .none: state = .counted(left: 0)
        case .length(let length):
            state = .counted(left: length)
            body.reserveCapacity(min(length, 65_536))
        case .chunked: state = .chunkSize
        }
    }

    /// The complete body; nothing while bytes are missing.
    mutating func read(from lines: inout HTTPLineReader) throws(HTTPRequestError) -> [UInt8]? {
        while true {
            switch state {
            case .counted(let left):
                let missing = take(left, from: &lines)
                state = .counted(left: missing)
                return missing == 0 ? body : nil
            case .chunkData(let left):
                let missing = take(left, from: &lines)
                state = missing == 0 ? .chunkEnd : .chunkData(left: missing)
                if missing > 0 { return nil }
            case .chunkSize, .chunkEnd, .lastLine:
                guard let line = try line(from: &lines) else { return nil }
                if try handle(line) { return body }
            }
        }
    }

    private mutating func take(_ count: Int, from lines: inout HTTPLineReader) -> Int {
        let bytes = lines.bytes(upTo: count)
        body += bytes
        return count - bytes.count
    }

    /// A line of the chunked coding has at most 8 characters: there are no extensions and no trailers.
    private func line(from lines: inout HTTPLineReader) throws(HTTPRequestError) -> ArraySlice<UInt8>? {
        do { return try lines.line(upTo: 8) } catch .headTooLarge { throw refusal }
    }

    private var refusal: HTTPRequestError {
        if case .lastLine = state { return .trailersRefused }
        return .chunkMalformed
    }

    /// Whether the line was the last of the body.
    private mutating func handle(_ line: ArraySlice<UInt8>) throws(HTTPRequestError) -> Bool {
        switch state {
        case .chunkSize:
            let size = try chunkSize(line)
            guard size <= limit - body.count else { throw .bodyTooLarge }
            state = size == 0 ? .lastLine : .chunkData(left: size)
        default:
            guard line.isEmpty else { throw refusal }
            if case .lastLine = state { return true }
            state = .chunkSize
        }
        return false
    }

    private func chunkSize(_ line: ArraySlice<UInt8>) throws(HTTPRequestError) -> Int {
        guard (1...8).contains(line.count) else { throw .chunkMalformed }
        var size = 0
        for byte in line {
            guard let digit = HTTPByte.hexValue(byte) else { throw .chunkMalformed }
            size = size << 4 | digit
        }
        return size
    }
}
