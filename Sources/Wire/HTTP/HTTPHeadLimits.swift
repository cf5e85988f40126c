/// Bounds on the head of a request.
package struct HTTPHeadLimits: Sendable, Equatable {
    /// The longest request line, in bytes without its end; RFC 9112 asks for at least 8,000.
    package var requestLine: Int
    /// The largest head, in bytes.
    package var size: Int
    /// The most header fields.
    package var fields: Int

    /// Bounds; those left out are the usual ones.
    package init(requestLine: Int = 8_000, size: Int = 16_384, fields: Int = 100) {
        self.requestLine = requestLine
        self.size = size
        self.fields = fields
    }
}
