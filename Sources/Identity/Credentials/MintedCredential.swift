import Cryptography
import Primitives

/// A new credential, to be shown once. Only its keyed hash is stored.
package struct MintedCredential: Sendable {
    /// The public name, by which it is listed and revoked.
    package let id: KeyID
    /// The whole credential in ASCII.
    package let secret: Secret

    /// The text to show to whoever asked for it, once.
    package func reveal() -> String { secret.withBytes { String(decoding: $0, as: UTF8.self) } }

    /// A fresh credential: 60 random bits of name, 256 of secret.
    static func make(_ kind: CredentialKind) throws(IdentityError) -> MintedCredential {
        let name = CredentialFormat.encode(RandomBytes.make(8)).prefix(CredentialFormat.nameLength)
        let id = Array(kind.prefix.utf8) + name
        let whole = id + [0x5F] + CredentialFormat.encode(RandomBytes.make(32))
        guard let keyID = KeyID(String(decoding: id, as: UTF8.self)) else { throw .invalidCredential }
        return MintedCredential(id: keyID, secret: Secret(whole))
    }
}
