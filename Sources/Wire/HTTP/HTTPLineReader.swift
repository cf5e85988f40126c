/// Buffers a stream and takes lines that end in CRLF, or counted bytes, from its front.
struct HTTPLineReader: Sendable {
    private var buffer: [UInt8] = []
    private var start = 0
    private var scanned = 0
    /// Bytes taken from the front since the beginning of the stream.
    private(set) var consumed = 0

    /// Bytes that wait to be taken.
    var remaining: Int { buffer.count - start }

    mutating func append(_ bytes: ArraySlice<UInt8>) {
        if start == buffer.count { clear() }
        if start > 16_384 { compact() }
        buffer += bytes
    }

    /// The next line without its CRLF; nothing when its end has not arrived. Throws `headTooLarge` when it is longer than
    /// `limit` bytes, and when a byte cannot be in a line, as soon as that is known.
    mutating func line(upTo limit: Int) throws(HTTPRequestError) -> ArraySlice<UInt8>? {
        while scanned < buffer.count {
            let byte = buffer[scanned]
            if byte == HTTPByte.carriageReturn { return try endLine() }
            guard byte != HTTPByte.lineFeed else { throw .bareLineFeed }
            guard HTTPByte.isFieldValue(byte) else { throw .forbiddenByte }
            guard scanned - start < limit else { throw .headTooLarge }
            scanned += 1
        }
        return nil
    }

    /// Takes up to `count` bytes.
    mutating func bytes(upTo count: Int) -> ArraySlice<UInt8> {
        let end = start + min(count, remaining)
        defer { advance(to: end) }
        return buffer[start..<end]
    }

    private mutating func endLine() throws(HTTPRequestError) -> ArraySlice<UInt8>? {
        guard scanned + 1 < buffer.count else { return nil }
        guard buffer[scanned + 1] == HTTPByte.lineFeed else { throw .bareCarriageReturn }
        let line = buffer[start..<scanned]
        advance(to: scanned + 2)
        return line
    }

    private mutating func advance(to end: Int) {
        consumed += end - start
        start = end
        scanned = end
    }

    private mutating func clear() {
        buffer.removeAll(keepingCapacity: buffer.capacity <= 4096)
        start = 0
        scanned = 0
    }

    private mutating func compact() {
        buffer.removeSubrange(0..<start)
        scanned -= start
        start = 0
    }
}
