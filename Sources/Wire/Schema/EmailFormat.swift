/// Mail addresses after RFC 5321 section 4.1.2 (`Mailbox`), in ASCII.
enum EmailFormat {
    private static let atomPunctuation = Set("!#$%&'*+-/=?^_`{|}~".utf8)

    static func isAddress(_ text: [UInt8]) -> Bool {
        guard let at = text.lastIndex(of: UInt8(ascii: "@")), text.count <= 254 else { return false }
        let (local, domain) = (text[..<at], text[(at + 1)...])
        return local.count <= 64 && (isDotString(local) || isQuoted(local)) && (isDomain(domain) || isLiteral(domain))
    }

    private static func isDotString(_ text: ArraySlice<UInt8>) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.allSatisfy { URLSyntax.isLetter($0) || URLSyntax.isDigit($0) || atomPunctuation.contains($0) }
        }
    }

    private static func isQuoted(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= 2, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") else { return false }
        var rest = text.dropFirst().dropLast().makeIterator()
        while let byte = rest.next() {
            guard (0x20...0x7E).contains(byte), byte != UInt8(ascii: "\"") else { return false }
            guard byte == UInt8(ascii: "\\") else { continue }
            guard let escaped = rest.next(), (0x20...0x7E).contains(escaped) else { return false }
        }
        return true
    }

    private static func isDomain(_ text: ArraySlice<UInt8>) -> Bool {
        guard (1...253).contains(text.count) else { return false }
        return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy { URLSyntax.isLetter($0) || URLSyntax.isDigit($0) || $0 == UInt8(ascii: "-") }
        }
    }

    /// `[192.0.2.1]` or `[IPv6:...]`.
    private static func isLiteral(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]"), text.count > 2 else { return false }
        let address = text.dropFirst().dropLast()
        guard address.prefix(5).map({ $0 | 0x20 }) == Array("ipv6:".utf8).map({ $0 | 0x20 }) else {
            return URLSyntax.isIPv4(address)
        }
        return URLSyntax.isIPv6(address.dropFirst(5))
    }
}
