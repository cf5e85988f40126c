/// The kinds of credentials that have our own format.
package enum CredentialKind: Sendable, Hashable, CaseIterable {
    /// An API key: `sk_` and so on.
    case apiKey
    /// A client secret for a browser: `ek_` and so on.
    case clientSecret

    /// The three bytes that it begins with.
    package var prefix: String {
        switch self {
        case .apiKey: "sk_"
        case .clientSecret: "ek_"
        }
    }
}

/// The format of credentials: prefix, 12 characters that name it, `_`, 52 characters that hold 32 random bytes, all in
/// Crockford's base 32 in lower case. Fixed length, so that it can be found in text that must not hold one.
package enum CredentialFormat {
    /// Characters of the name, of the secret part, and of the whole.
    package static let nameLength = 12, secretLength = 52, length = 3 + nameLength + 1 + secretLength

    static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// Five bits per character, the first bit first; the last character is filled up with zeros.
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var characters: [UInt8] = []
        var (bits, count) = (0, 0)
        for byte in bytes {
            bits = (bits << 8 | Int(byte)) & 0xFFFF
            count += 8
            while count >= 5 {
                count -= 5
                characters.append(alphabet[bits >> count & 31])
            }
        }
        if count > 0 { characters.append(alphabet[bits << (5 - count) & 31]) }
        return characters
    }
}
