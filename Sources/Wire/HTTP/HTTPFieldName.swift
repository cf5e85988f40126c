/// The name of a header field: a token of RFC 9110, section 5.6.2, of at most 128 bytes, kept in lower case. Names that
/// differ only in case are equal.
package struct HTTPFieldName: Hashable, Sendable, CustomStringConvertible {
    /// The name in lower case.
    package let text: String

    /// The name that `text` spells; nothing when it is empty, too long or not a token.
    package init?(_ text: String) { self.init(bytes: Array(text.utf8)[...]) }

    /// The name that those bytes spell; nothing when they are none, too many or not a token.
    package init?(bytes: ArraySlice<UInt8>) {
        guard (1...128).contains(bytes.count), bytes.allSatisfy(HTTPByte.isToken) else { return nil }
        text = String(decoding: bytes.map(HTTPByte.lowered), as: UTF8.self)
    }

    private init(known text: String) { self.text = text }

    package var description: String { text }

    package static let accept = HTTPFieldName(known: "accept")
    package static let allow = HTTPFieldName(known: "allow")
    package static let authorization = HTTPFieldName(known: "authorization")
    package static let cacheControl = HTTPFieldName(known: "cache-control")
    package static let connection = HTTPFieldName(known: "connection")
    package static let contentLength = HTTPFieldName(known: "content-length")
    package static let contentSecurityPolicy = HTTPFieldName(known: "content-security-policy")
    package static let contentType = HTTPFieldName(known: "content-type")
    package static let crossOriginOpenerPolicy = HTTPFieldName(known: "cross-origin-opener-policy")
    package static let crossOriginResourcePolicy = HTTPFieldName(known: "cross-origin-resource-policy")
    package static let expect = HTTPFieldName(known: "expect")
    package static let host = HTTPFieldName(known: "host")
    package static let location = HTTPFieldName(known: "location")
    package static let origin = HTTPFieldName(known: "origin")
    package static let permissionsPolicy = HTTPFieldName(known: "permissions-policy")
    package static let referrerPolicy = HTTPFieldName(known: "referrer-policy")
    package static let retryAfter = HTTPFieldName(known: "retry-after")
    package static let strictTransportSecurity = HTTPFieldName(known: "strict-transport-security")
    package static let transferEncoding = HTTPFieldName(known: "transfer-encoding")
    package static let upgrade = HTTPFieldName(known: "upgrade")
    package static let webSocketAccept = HTTPFieldName(known: "sec-websocket-accept")
    package static let webSocketExtensions = HTTPFieldName(known: "sec-websocket-extensions")
    package static let webSocketKey = HTTPFieldName(known: "sec-websocket-key")
    package static let webSocketProtocol = HTTPFieldName(known: "sec-websocket-protocol")
    package static let webSocketVersion = HTTPFieldName(known: "sec-websocket-version")
    package static let wwwAuthenticate = HTTPFieldName(known: "www-authenticate")
    package static let xContentTypeOptions = HTTPFieldName(known: "x-content-type-options")
    package static let xRequestID = HTTPFieldName(known: "x-request-id")
}

/// Classes of bytes in HTTP messages.
enum HTTPByte {
    static let (space, tab, carriageReturn, lineFeed): (UInt8, UInt8, UInt8, UInt8) = (0x20, 0x09, 0x0D, 0x0A)

    /// `tchar` of RFC 9110, section 5.6.2.
    static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E, 0x5F, 0x60, 0x7C, 0x7E: true
        default: false
        }
    }

    /// A byte that a field value may hold. `obs-text` is refused: nobody needs it and readers differ about it.
    static func isFieldValue(_ byte: UInt8) -> Bool { (0x20...0x7E).contains(byte) || byte == tab }

    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }

    static func isWhitespace(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    static func hexValue(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x46: Int(byte) - 0x37
        case 0x61...0x66: Int(byte) - 0x57
        default: nil
        }
    }
}
