import CSodium
import Primitives

/// Keyed BLAKE2b with 32 bytes of output (RFC 7693): what secrets are stored as, and commitments to values.
package enum KeyedHash {
    /// The number of bytes in a digest and in a recommended key.
    package static let length = 32

    /// The digest, 32 bytes, of `bytes` under a key of 16 to 64 bytes.
    /// Throws `CryptographyError.wrongLength` for any other key.
    package static func hash(_ bytes: [UInt8], key: Secret) throws(CryptographyError) -> [UInt8] {
        guard Sodium.ready, (16...64).contains(key.count) else {
            throw .wrongLength(expected: length, actual: key.count)
        }
        return key.withBytes { key in
            var digest = [UInt8](repeating: 0, count: length)
            _ = unsafe crypto_generichash(&digest, length, bytes, UInt64(bytes.count), key, key.count)
            return digest
        }
    }
}
