import CSodium
import Primitives

/// HMAC with SHA-256 (RFC 2104), for signatures that foreign systems ask for.
package enum HMACSHA256 {
    /// The number of bytes in a code.
    package static let length = 32

    /// The authentication code, 32 bytes, of `message` under a key of any length.
    package static func code(for message: [UInt8], key: Secret) -> [UInt8] {
        key.withBytes { code(for: message, key: $0) }
    }

    /// Whether `code` is the authentication code of `message`; compared in constant time.
    package static func isValid(_ code: [UInt8], for message: [UInt8], key: Secret) -> Bool {
        ConstantTime.equal(code, self.code(for: message, key: key))
    }

    static func code(for message: [UInt8], key: [UInt8]) -> [UInt8] {
        precondition(Sodium.ready)
        var state = crypto_auth_hmacsha256_state()
        var code = [UInt8](repeating: 0, count: length)
        _ = unsafe crypto_auth_hmacsha256_init(&state, key, key.count)
        _ = unsafe crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        _ = unsafe crypto_auth_hmacsha256_final(&state, &code)
        return code
    }
}

/// Keys from a key: HKDF with SHA-256 (RFC 5869).
package enum HKDFSHA256 {
    /// `length` bytes, 1 to 8,160, derived from `secret` for the purpose that `info` names.
    /// Throws `CryptographyError.wrongLength` for another length.
    package static func derive(
        from secret: Secret, salt: [UInt8] = [], info: [UInt8], length: Int
    ) throws(CryptographyError) -> Secret {
        guard (1...255 * HMACSHA256.length).contains(length) else {
            throw .wrongLength(expected: 255 * HMACSHA256.length, actual: length)
        }
        let pseudorandomKey = secret.withBytes { HMACSHA256.code(for: $0, key: salt) }
        var (output, block): ([UInt8], [UInt8]) = ([], [])
        for counter in 1...UInt8((length + HMACSHA256.length - 1) / HMACSHA256.length) {
            block = HMACSHA256.code(for: block + info + [counter], key: pseudorandomKey)
            output += block
        }
        return Secret([UInt8](output.prefix(length)))
    }
}
