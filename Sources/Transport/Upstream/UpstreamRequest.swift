import Primitives
import Wire

/// A request to another server, with everything that bounds it.
package struct UpstreamRequest: Sendable {
    /// The methods that may be sent.
    package enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// The method.
    package var method: Method
    /// Where to.
    package var url: WebURL
    /// Fields beside those that the client sets itself; at most 64 are sent.
    package var headers: [UpstreamHeader]
    /// The content; sent with the methods that have one.
    package var body: [UInt8]
    /// Where the request may go.
    package var rule: EgressRule
    /// How long everything may take, from the call to the last byte.
    package var deadline: Duration
    /// How long one connection may take to be made, TLS included.
    package var connectDeadline: Duration
    /// The most bytes of content that the answer may have.
    package var maxResponseBytes: Int
    /// Whether sending it twice does no more than sending it once. Others never travel on a kept connection, because
    /// libcurl silently sends again what a kept connection lost.
    package var isIdempotent: Bool

    /// A request of those parts.
    package init(
        _ method: Method, _ url: WebURL, headers: [UpstreamHeader] = [], body: [UInt8] = [], rule: EgressRule,
        deadline: Duration = .seconds(10), connectDeadline: Duration = .seconds(3), maxResponseBytes: Int = 1 << 20,
        isIdempotent: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.rule = rule
        self.deadline = deadline
        self.connectDeadline = connectDeadline
        self.maxResponseBytes = maxResponseBytes
        self.isIdempotent = isIdempotent
    }
}

extension UpstreamRequest {
    /// What the egress rule needs to know of the URL; nothing when its scheme is not http or https.
    var target: EgressRule.Target? {
        guard url.scheme == .http || url.scheme == .https, let port = UInt16(exactly: url.port) else { return nil }
        return EgressRule.Target(host: url.host, port: port, isSecure: url.scheme == .https)
    }
}

/// The head of an answer.
package struct UpstreamHead: Sendable, Equatable {
    /// One field.
    package struct Field: Sendable, Equatable {
        /// The name in lower case.
        package var name: String
        /// The value without white space around it.
        package var value: String
    }

    /// The status, 200 to 599.
    package var status: Int
    /// The fields in order; at most `maximumFields`.
    package var fields: [Field]

    /// The most fields and bytes that a head may have.
    package static let maximumFields = 128, maximumBytes = 32 << 10

    /// The value of the first field of that name, which must be in lower case.
    package func header(_ name: String) -> String? {
        fields.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}

/// A whole answer.
package struct UpstreamResponse: Sendable, Equatable {
    /// Status and fields.
    package var head: UpstreamHead
    /// The content.
    package var body: [UInt8]

    /// The status, 200 to 599.
    package var status: Int { head.status }
}

/// A piece of an answer that comes as a stream: one head, then any number of chunks.
package enum UpstreamEvent: Sendable, Equatable {
    /// Status and fields.
    case head(UpstreamHead)
    /// The next bytes of the content, never empty.
    case chunk([UInt8])
}
