import CSodium
import Primitives

/// Signatures by Ed25519 (RFC 8032), by libsodium, which refuses small-order keys and malleable signatures.
package enum Ed25519 {
    /// The number of bytes in a signature.
    package static let signatureLength = 64

    /// What anyone may know: it verifies.
    package struct PublicKey: Hashable, Sendable {
        /// The number of bytes in a key.
        package static let length = 32
        /// The 32 bytes of the encoded point.
        package let bytes: [UInt8]

        /// The key of those 32 bytes; nothing for another number of bytes.
        package init?(_ bytes: [UInt8]) {
            guard bytes.count == Self.length else { return nil }
            self.bytes = bytes
        }

        /// Whether `signature` was made over `message` by the owner of this key.
        package func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
            guard Sodium.ready, signature.count == Ed25519.signatureLength else { return false }
            return unsafe crypto_sign_ed25519_verify_detached(signature, message, UInt64(message.count), bytes) == 0
        }
    }

    /// A key pair, held as its 32-byte seed.
    package struct KeyPair: Sendable {
        /// The number of bytes in a seed.
        package static let seedLength = 32
        /// The half that verifies.
        package let publicKey: PublicKey
        /// The 32 bytes that the pair is derived from: what a key file keeps.
        package let seed: Secret

        private let expanded: Secret

        /// A fresh pair.
        package init() {
            self.init(checkedSeed: RandomBytes.makeSecret(Self.seedLength))
        }

        /// The pair of a seed; throws `CryptographyError.wrongLength` unless it has 32 bytes.
        package init(seed: Secret) throws(CryptographyError) {
            guard seed.count == Self.seedLength else {
                throw .wrongLength(expected: Self.seedLength, actual: seed.count)
            }
            self.init(checkedSeed: seed)
        }

        private init(checkedSeed seed: Secret) {
            precondition(Sodium.ready)
            var publicBytes = [UInt8](repeating: 0, count: PublicKey.length)
            var secretBytes = [UInt8](repeating: 0, count: 64)
            _ = seed.withBytes { unsafe crypto_sign_ed25519_seed_keypair(&publicBytes, &secretBytes, $0) }
            guard let publicKey = PublicKey(publicBytes) else { preconditionFailure("an Ed25519 key has 32 bytes") }
            (self.seed, self.publicKey, expanded) = (seed, publicKey, Secret(secretBytes))
        }

        /// The signature, 64 bytes, over `message`. Deterministic.
        package func sign(_ message: [UInt8]) -> [UInt8] {
            var signature = [UInt8](repeating: 0, count: Ed25519.signatureLength)
            _ = expanded.withBytes {
                unsafe crypto_sign_ed25519_detached(&signature, nil, message, UInt64(message.count), $0)
            }
            return signature
        }
    }

    /// A fresh pair.
    package static func generate() -> KeyPair { KeyPair() }

    /// Whether `signature` was made over `message` by the owner of the 32-byte `publicKey`.
    package static func verify(_ signature: [UInt8], message: [UInt8], publicKey: [UInt8]) -> Bool {
        PublicKey(publicKey)?.isValid(signature, for: message) ?? false
    }
}
