import Primitives

/// The head of a request, after every rule of `HTTPRequestParser` held.
package struct HTTPRequestHead: Sendable {
    /// The method.
    package let method: HTTPMethod
    /// The path as it was sent: begins with `/`, only characters that RFC 3986 allows in a path, no empty segment but the
    /// last, no dot segments in any spelling, every `%` followed by two hexadecimal digits.
    package let path: String
    /// What follows the first `?`, without it, as it was sent.
    package let query: String?
    /// The one Host header: a name or address with an optional port.
    package let host: String
    /// All fields.
    package let fields: HTTPFields
    /// How the body is delimited.
    package let framing: HTTPBodyFraming
    /// Whether the client wants the connection closed after the answer.
    package let wantsClose: Bool
    /// Whether the client waits for `100 Continue` before it sends the body.
    package let expectsContinue: Bool

    /// The value of the field `name`, in any case; the first when there are several.
    package func header(_ name: String) -> String? { HTTPFieldName(name).flatMap { fields[$0] } }

    /// The values of all fields `name`, in order.
    package func headers(named name: String) -> [String] { HTTPFieldName(name).map { fields.all($0) } ?? [] }
}

/// How the body of a request is delimited (RFC 9112, section 6).
package enum HTTPBodyFraming: Sendable, Equatable {
    /// There is none.
    case none
    /// That many bytes, more than zero.
    case length(Int)
    /// Chunks.
    case chunked
}

/// A complete request as a handler sees it.
package struct HTTPRequest: Sendable {
    /// The head.
    package let head: HTTPRequestHead
    /// The body, decoded; empty when there was none.
    package let body: [UInt8]
    /// The peer's address without the port, numeric.
    package let remoteAddress: String
    /// The id that goes through logs and records.
    package let id: RequestID

    /// A request made of those parts.
    package init(head: HTTPRequestHead, body: [UInt8], remoteAddress: String, id: RequestID) {
        self.head = head
        self.body = body
        self.remoteAddress = remoteAddress
        self.id = id
    }

    /// The method.
    package var method: HTTPMethod { head.method }
    /// The path as it was sent; see `HTTPRequestHead.path`.
    package var path: String { head.path }
    /// What follows the first `?`, as it was sent.
    package var query: String? { head.query }

    /// The value of the field `name`, in any case; the first when there are several.
    package func header(_ name: String) -> String? { head.header(name) }

    /// The values of all fields `name`, in order.
    package func headers(named name: String) -> [String] { head.headers(named: name) }
}
