import COpenSSL

/// SHA-256 (FIPS 180-4) by OpenSSL: in one go with `hash`, or in pieces with `update` and `finish`.
@safe package struct SHA256: ~Copyable {
    /// The number of bytes in a digest.
    package static let length = 32

    private let context: OpaquePointer?

    /// A hash of nothing so far.
    package init() {
        unsafe context = EVP_MD_CTX_new()
        let status = unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil)
        precondition(status == 1, "OpenSSL has no SHA-256 or no memory")
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes to what is hashed.
    package mutating func update(_ bytes: [UInt8]) {
        let status = unsafe EVP_DigestUpdate(context, bytes, bytes.count)
        precondition(status == 1, "OpenSSL refused to hash")
    }

    /// The digest, 32 bytes, of all that was added.
    package consuming func finish() -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Self.length)
        let status = unsafe EVP_DigestFinal_ex(context, &digest, nil)
        precondition(status == 1, "OpenSSL refused to finish a hash")
        return digest
    }

    /// The digest, 32 bytes, of `bytes`.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            _ = unsafe COpenSSL.SHA256(bytes, bytes.count, buffer.baseAddress)
            count = length
        }
    }
}
