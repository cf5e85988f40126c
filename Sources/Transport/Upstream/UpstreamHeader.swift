import Primitives
import Wire

/// A header field that is safe to send: bytes that could end the line or start another have no representation.
package struct UpstreamHeader: Sendable {
    /// The name.
    package let name: HTTPFieldName
    private let prefix: String
    private let secret: Secret?

    /// The field `name: value`; nothing when the name belongs to the connection rather than to the message, when either
    /// holds a byte that a field cannot, or the value is empty.
    package init?(_ name: String, _ value: String) {
        guard let name = HTTPFieldName(name), !Self.reserved.contains(name.text) else { return nil }
        guard let value = HTTPFieldValue(value), !value.text.isEmpty else { return nil }
        self.name = name
        prefix = value.text
        secret = nil
    }

    /// The field `Authorization: Bearer …`, which is put together only when it is sent. Nothing when the secret is empty,
    /// longer than 4,096 bytes or holds anything but visible ASCII characters.
    package init?(bearer secret: Secret) {
        let isSendable = secret.withBytes { $0.allSatisfy { (0x21...0x7E).contains($0) } }
        guard isSendable, (1...4096).contains(secret.count) else { return nil }
        name = .authorization
        prefix = "Bearer "
        self.secret = secret
    }

    /// The field as bytes with a final zero, for libcurl.
    var line: [UInt8] {
        let head = Array(name.text.utf8) + [0x3A, 0x20] + Array(prefix.utf8)
        return (secret.map { secret in secret.withBytes { head + $0 } } ?? head) + [0]
    }

    /// Fields that the client itself sets, or that change the framing or the route of a message.
    private static let reserved: Set<String> = [
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade", "expect",
        "proxy-authorization", "proxy-connection", "accept-encoding", "cookie", "range",
    ]
}
