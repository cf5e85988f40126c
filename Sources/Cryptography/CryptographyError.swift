/// Why a cryptographic operation gave no result. Never says more about a failed decryption than that it failed.
package enum CryptographyError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A key, seed or nonce has the wrong number of bytes.
    case wrongLength(expected: Int, actual: Int)
    /// The ciphertext, its associated data or the key is not the one that was sealed.
    case notAuthentic
    /// The library had no memory for the operation.
    case outOfMemory

    package var description: String {
        switch self {
        case .wrongLength(let expected, let actual): "expected \(expected) bytes of key material, got \(actual)"
        case .notAuthentic: "the sealed value is damaged, or was sealed for another place or with another key"
        case .outOfMemory: "not enough memory for a cryptographic operation"
        }
    }
}
