/// A complete answer. The server adds `Content-Length` and, where it closes, `Connection: close`.
package struct HTTPResponse: Sendable, Equatable {
    /// The status code, 200 to 599.
    package var status: Int
    /// The header fields; `Content-Length`, `Connection` and `Transfer-Encoding` are the server's and left out.
    package var headers: HTTPFields
    /// The body.
    package var body: [UInt8]

    /// An answer of those parts.
    package init(status: Int, headers: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The bytes on the wire, as the answer to `method`. Statuses 204 and 304 have no body; HEAD gets the head alone.
    package func serialized(answering method: HTTPMethod?, closing: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256 + body.count)
        bytes += "HTTP/1.1 \(min(max(status, 200), 599)) \(Self.reason(status))\r\n".utf8
        for field in headers.fields where !Self.owned.contains(field.name) {
            bytes += "\(field.name.text): \(field.value.text)\r\n".utf8
        }
        let bodiless = status == 204 || status == 304
        if !bodiless { bytes += "content-length: \(body.count)\r\n".utf8 }
        if closing { bytes += "connection: close\r\n".utf8 }
        bytes += "\r\n".utf8
        if !bodiless, method != .head { bytes += body }
        return bytes
    }

    private static let owned: [HTTPFieldName] = [.contentLength, .connection, .transferEncoding, .upgrade]

    /// The reason phrase of RFC 9110, section 15; empty for others.
    package static func reason(_ status: Int) -> String { reasons[status] ?? "" }

    private static let reasons: [Int: String] = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently", 302: "Found",
        303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request",
        401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 406: "Not Acceptable",
        408: "Request Timeout", 409: "Conflict", 410: "Gone", 411: "Length Required", 413: "Content Too Large",
        414: "URI Too Long", 415: "Unsupported Media Type", 417: "Expectation Failed", 421: "Misdirected Request",
        422: "Unprocessable Content", 426: "Upgrade Required", 428: "Precondition Required", 429: "Too Many Requests",
        431: "Request Header Fields Too Large", 500: "Internal Server Error", 501: "Not Implemented",
        502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout", 505: "HTTP Version Not Supported",
    ]
}
