import CSodium
import Primitives

/// Encryption that also proves where a value belongs: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) by libsodium.
/// The associated data is not stored; who opens must know the place (tenant, table, column, row) it was sealed for.
package enum AuthenticatedCipher {
    /// The number of bytes in a key, a nonce and a tag.
    package static let keyLength = 32, nonceLength = 24, tagLength = 16

    /// A fresh key.
    package static func makeKey() -> Secret { RandomBytes.makeSecret(keyLength) }

    /// `plaintext` sealed for the place `associatedData`: a fresh nonce, the ciphertext and the tag; 40 bytes longer.
    /// Throws `CryptographyError.wrongLength` for a key that has not 32 bytes.
    package static func seal(
        _ plaintext: [UInt8], associatedData: [UInt8], key: Secret
    ) throws(CryptographyError) -> [UInt8] {
        try seal(plaintext, associatedData: associatedData, nonce: RandomBytes.make(nonceLength), key: key)
    }

    /// The plaintext of what `seal` gave, for the same place and key.
    /// Throws `CryptographyError.notAuthentic` when anything differs.
    package static func open(
        _ sealed: [UInt8], associatedData: [UInt8], key: Secret
    ) throws(CryptographyError) -> [UInt8] {
        guard key.count == keyLength else { throw .wrongLength(expected: keyLength, actual: key.count) }
        guard sealed.count >= nonceLength + tagLength else { throw .notAuthentic }
        let (nonce, body) = ([UInt8](sealed.prefix(nonceLength)), [UInt8](sealed.dropFirst(nonceLength)))
        var plaintext = [UInt8](repeating: 0, count: body.count - tagLength)
        let status = key.withBytes {
            unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                &plaintext, nil, nil, body, UInt64(body.count), associatedData, UInt64(associatedData.count), nonce, $0)
        }
        guard status == 0 else { throw .notAuthentic }
        return plaintext
    }

    /// Like `seal`, with a nonce of 24 bytes that must never be used twice with one key: for tests of known vectors.
    static func seal(
        _ plaintext: [UInt8], associatedData: [UInt8], nonce: [UInt8], key: Secret
    ) throws(CryptographyError) -> [UInt8] {
        guard Sodium.ready, key.count == keyLength else { throw .wrongLength(expected: keyLength, actual: key.count) }
        guard nonce.count == nonceLength else { throw .wrongLength(expected: nonceLength, actual: nonce.count) }
        var body = [UInt8](repeating: 0, count: plaintext.count + tagLength)
        _ = key.withBytes {
            unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
                &body, nil, plaintext, UInt64(plaintext.count), associatedData, UInt64(associatedData.count), nil,
                nonce, $0)
        }
        return nonce + body
    }
}
