import Primitives

/// A credential as somebody presented it: not verified, and not to be printed.
package struct PresentedCredential: Sendable {
    /// What it claims to be.
    package let kind: CredentialKind

    /// Its public name; nothing when the format is wrong.
    let id: KeyID?
    /// All of it.
    let whole: Secret

    /// Reads a credential. A malformed one is kept without a name: checking it takes the same steps and fails in the
    /// same way as any other that is wrong.
    package init(_ bytes: [UInt8]) {
        kind = bytes.starts(with: CredentialKind.clientSecret.prefix.utf8) ? .clientSecret : .apiKey
        id = Self.name(in: bytes)
        whole = Secret(bytes)
    }

    private static func name(in bytes: [UInt8]) -> KeyID? {
        guard bytes.count == CredentialFormat.length else { return nil }
        guard CredentialKind.allCases.contains(where: { bytes.starts(with: $0.prefix.utf8) }) else { return nil }
        let (name, rest) = (bytes[3..<3 + CredentialFormat.nameLength], bytes[(3 + CredentialFormat.nameLength)...])
        guard rest.first == 0x5F, (name + rest.dropFirst()).allSatisfy(CredentialFormat.alphabet.contains) else {
            return nil
        }
        return KeyID(String(decoding: bytes[..<name.endIndex], as: UTF8.self))
    }
}
