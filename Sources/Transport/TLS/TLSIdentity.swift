import COpenSSL
import Glibc

/// The private key and certificates with which the edge proves itself.
@safe package final class TLSIdentity: Sendable {
    nonisolated(unsafe) let certificate: OpaquePointer
    nonisolated(unsafe) let chain: [OpaquePointer]
    nonisolated(unsafe) let key: OpaquePointer
    /// The SHA-256 of the certificate's DER form, as 64 lower-case hexadecimal digits.
    package let fingerprint: String
    /// Whether the certificate vouches for itself, as one made on first run does.
    package let isSelfSigned: Bool

    /// Takes ownership of the three.
    init(certificate: OpaquePointer, chain: [OpaquePointer], key: OpaquePointer) {
        unsafe self.certificate = certificate
        unsafe self.chain = chain
        unsafe self.key = key
        fingerprint = unsafe Self.fingerprint(of: certificate)
        isSelfSigned = unsafe X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(certificate)) == 0
    }

    deinit {
        unsafe X509_free(certificate)
        for index in unsafe chain.indices { unsafe X509_free(chain[index]) }
        unsafe EVP_PKEY_free(key)
    }

    /// Reads a certificate, with its chain below it, and its key from PEM files.
    /// Throws `TLSError`; a key that others may read is refused.
    package convenience init(certificateFile: String, keyFile: String) throws(TLSError) {
        var information = stat()
        guard unsafe stat(keyFile, &information) == 0 else { throw .keyUnreadable }
        guard information.st_mode & 0o077 == 0 else { throw .keyExposed }
        let key = try unsafe Self.read(keyFile, failure: .keyUnreadable) {
            unsafe PEM_read_bio_PrivateKey($0, nil, nil, nil)
        }
        var chain: [OpaquePointer] = unsafe []
        do throws(TLSError) {
            unsafe chain = try Self.readCertificates(certificateFile)
            guard unsafe X509_check_private_key(chain[0], key) == 1 else { throw .keyMismatch }
        } catch {
            unsafe EVP_PKEY_free(key)
            for index in unsafe chain.indices { unsafe X509_free(chain[index]) }
            throw error
        }
        unsafe self.init(certificate: chain[0], chain: Array(chain.dropFirst()), key: key)
    }

    static func fingerprint(of certificate: OpaquePointer) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 32
        guard unsafe X509_digest(certificate, EVP_sha256(), &digest, &length) == 1 else { return "" }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func read<Value>(
        _ path: String, failure: TLSError, _ body: (OpaquePointer) -> Value?
    ) throws(TLSError) -> Value {
        guard let file = unsafe BIO_new_file(path, "r") else { throw failure }
        defer { unsafe BIO_free(file) }
        guard let value = unsafe body(file) else { throw failure }
        return value
    }

    /// At least one certificate, at most ten.
    private static func readCertificates(_ path: String) throws(TLSError) -> [OpaquePointer] {
        guard let file = unsafe BIO_new_file(path, "r") else { throw .certificateUnreadable }
        defer { unsafe BIO_free(file) }
        var certificates: [OpaquePointer] = unsafe []
        while unsafe certificates.count < 10, let next = unsafe PEM_read_bio_X509(file, nil, nil, nil) {
            unsafe certificates.append(next)
        }
        ERR_clear_error()
        guard unsafe !certificates.isEmpty else { throw .certificateUnreadable }
        return unsafe certificates
    }
}
