/// An absolute URL of the web (RFC 3986) in the one form that we take: `scheme://host[:port][/path][?query]`. What
/// servers and clients read differently is refused rather than repaired: user names, fragments, dot segments, addresses
/// in odd notations, backslashes, white space, raw non-ASCII.
package struct WebURL: Sendable, Equatable {
    /// Longer URLs are refused.
    package static let maximumBytes = 4096

    /// How a peer is reached.
    package enum Scheme: String, Sendable, CaseIterable {
        case http
        case https
        case ws
        case wss

        /// The port when none is written.
        package var defaultPort: Int { isEncrypted ? 443 : 80 }

        /// Whether TLS carries it.
        package var isEncrypted: Bool { self == .https || self == .wss }
    }

    /// The scheme.
    package let scheme: Scheme
    /// The host in lower case; an IPv6 address without its brackets.
    package let host: String
    /// Whether the host is an IPv6 address, which brackets enclose in text.
    package let isIPv6: Bool
    /// The port as written, or the scheme's.
    package let port: Int
    /// The path, coded as written, beginning with a slash.
    package let path: String
    /// The part after the question mark, coded as written; nil without a question mark.
    package let query: String?

    /// Reads an absolute URL.
    package init(_ text: String) throws(URLError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.maximumBytes else { throw .tooLong(limit: Self.maximumBytes) }
        guard !bytes.contains(UInt8(ascii: "#")) else { throw .fragment }
        let (scheme, start) = try Self.scheme(bytes)
        let end = bytes[start...].firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? bytes.count
        (host, isIPv6, port) = try Self.authority(bytes[start..<end], defaultPort: scheme.defaultPort)
        self.scheme = scheme
        let question = bytes[end...].firstIndex(of: UInt8(ascii: "?"))
        path = try Self.path(bytes[end..<(question ?? bytes.count)])
        query = try question.map { place throws(URLError) in try Self.query(bytes[(place + 1)...]) }
    }

    /// `host:port` as in a Host header: the port only when it is not the scheme's.
    package var authority: String {
        let name = isIPv6 ? "[\(host)]" : host
        return port == scheme.defaultPort ? name : "\(name):\(port)"
    }

    /// The path and query as in a request line.
    package var target: String { query.map { "\(path)?\($0)" } ?? path }

    /// The URL as text.
    package var text: String { "\(scheme.rawValue)://\(authority)\(target)" }

    private static func scheme(_ bytes: [UInt8]) throws(URLError) -> (Scheme, Int) {
        let lowered = bytes.prefix(8).map { URLSyntax.isLetter($0) ? $0 | 0x20 : $0 }
        for scheme in Scheme.allCases {
            let prefix = Array("\(scheme.rawValue)://".utf8)
            if lowered.starts(with: prefix) { return (scheme, prefix.count) }
        }
        throw .unknownScheme
    }

    private static func authority(
        _ bytes: ArraySlice<UInt8>, defaultPort: Int
    ) throws(URLError) -> (host: String, isIPv6: Bool, port: Int) {
        guard !bytes.contains(UInt8(ascii: "@")) else { throw .userInformation }
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { throw .invalidHost }
            let address = bytes[(bytes.startIndex + 1)..<close]
            guard URLSyntax.isIPv6(address) else { throw .invalidHost }
            return (lowercase(address), true, try port(bytes[(close + 1)...], defaultPort))
        }
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        let host = bytes[..<colon]
        guard URLSyntax.isIPv4(host) || URLSyntax.isName(host) else { throw .invalidHost }
        return (lowercase(host), false, try port(bytes[colon...], defaultPort))
    }

    private static func port(_ bytes: ArraySlice<UInt8>, _ defaultPort: Int) throws(URLError) -> Int {
        guard let colon = bytes.first else { return defaultPort }
        guard colon == UInt8(ascii: ":"), let port = URLSyntax.decimal(bytes.dropFirst(), upTo: 65_535), port > 0 else {
            throw .invalidPort
        }
        return port
    }

    private static func path(_ bytes: ArraySlice<UInt8>) throws(URLError) -> String {
        guard bytes.allSatisfy(URLSyntax.isPath), PercentCoding.decodedBytes(bytes) != nil else { throw .invalidPath }
        for segment in bytes.split(separator: UInt8(ascii: "/")) {
            let decoded = PercentCoding.decodedBytes(segment) ?? []
            guard decoded != [0x2E], decoded != [0x2E, 0x2E] else { throw .invalidPath }
        }
        return bytes.isEmpty ? "/" : String(decoding: bytes, as: UTF8.self)
    }

    private static func query(_ bytes: ArraySlice<UInt8>) throws(URLError) -> String {
        guard bytes.allSatisfy(URLSyntax.isQuery), PercentCoding.decodedBytes(bytes) != nil else { throw .invalidQuery }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func lowercase(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }
}
