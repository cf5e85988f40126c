/// URIs of any scheme after RFC 3986 section 3; unlike `WebURL` this only judges, and takes all that the grammar takes.
enum URIFormat {
    static func isURI(_ text: [UInt8]) -> Bool {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), isScheme(text[..<colon]) else { return false }
        var rest = text[(colon + 1)...]
        if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
            guard isCoded(rest[(hash + 1)...], URLSyntax.isQuery) else { return false }
            rest = rest[..<hash]
        }
        if let question = rest.firstIndex(of: UInt8(ascii: "?")) {
            guard isCoded(rest[(question + 1)...], URLSyntax.isQuery) else { return false }
            rest = rest[..<question]
        }
        guard rest.starts(with: "//".utf8) else { return isCoded(rest, URLSyntax.isPath) }
        let afterSlashes = rest.dropFirst(2)
        let end = afterSlashes.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        return isAuthority(afterSlashes[..<end]) && isCoded(rest[end...], URLSyntax.isPath)
    }

    private static func isScheme(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, URLSyntax.isLetter(first) else { return false }
        return text.allSatisfy { URLSyntax.isLetter($0) || URLSyntax.isDigit($0) || "+-.".utf8.contains($0) }
    }

    private static func isAuthority(_ text: ArraySlice<UInt8>) -> Bool {
        var host = text
        if let at = text.lastIndex(of: UInt8(ascii: "@")) {
            guard isCoded(text[..<at], { isRegisteredName($0) || $0 == UInt8(ascii: ":") }) else { return false }
            host = text[(at + 1)...]
        }
        if let colon = host.lastIndex(of: UInt8(ascii: ":")), host[colon...].dropFirst().allSatisfy(URLSyntax.isDigit) {
            if host.first != UInt8(ascii: "[") || host[..<colon].last == UInt8(ascii: "]") { host = host[..<colon] }
        }
        guard host.first == UInt8(ascii: "[") else { return isCoded(host, isRegisteredName) }
        guard host.last == UInt8(ascii: "]") else { return false }
        return URLSyntax.isIPv6(host.dropFirst().dropLast())
    }

    private static func isRegisteredName(_ byte: UInt8) -> Bool {
        URLSyntax.isPath(byte) && !":@/".utf8.contains(byte)
    }

    private static func isCoded(_ text: ArraySlice<UInt8>, _ isAllowed: (UInt8) -> Bool) -> Bool {
        text.allSatisfy(isAllowed) && PercentCoding.decodedBytes(text) != nil
    }
}
