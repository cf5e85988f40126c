import COpenSSL
import Glibc

extension TLSIdentity {
    /// The identity in `folder` (`certificate.pem`, `key.pem`); when there is none, a self-signed one on P-256 is made
    /// for `names` and stored there, readable by the owner only. Throws `TLSError`.
    package static func loadOrCreate(folder: String, names: [String] = ["localhost"]) throws(TLSError) -> TLSIdentity {
        let (certificate, key) = (folder + "/certificate.pem", folder + "/key.pem")
        if unsafe access(key, F_OK) == 0 || access(certificate, F_OK) == 0 {
            return try TLSIdentity(certificateFile: certificate, keyFile: key)
        }
        if unsafe mkdir(folder, 0o700) != 0, errno != EEXIST { throw .unwritable(errno) }
        let identity = try selfSigned(names: names)
        try unsafe identity.write(to: key) { unsafe PEM_write_bio_PrivateKey($0, $1.key, nil, nil, 0, nil, nil) }
        try unsafe identity.write(to: certificate) { unsafe PEM_write_bio_X509($0, $1.certificate) }
        return identity
    }

    /// A fresh self-signed identity for `names` and the loopback addresses, valid for ten years. Throws `TLSError.setUp`.
    package static func selfSigned(names: [String] = ["localhost"]) throws(TLSError) -> TLSIdentity {
        guard let key = unsafe sayso_new_p256_key() else { throw .setUp }
        guard let certificate = unsafe X509_new() else {
            unsafe EVP_PKEY_free(key)
            throw .setUp
        }
        let identity = unsafe (certificate: certificate, key: key)
        guard unsafe fill(identity.certificate, names), unsafe X509_set_pubkey(certificate, key) == 1,
            unsafe X509_sign(certificate, key, EVP_sha256()) > 0
        else {
            unsafe X509_free(certificate)
            unsafe EVP_PKEY_free(key)
            throw .setUp
        }
        return unsafe TLSIdentity(certificate: certificate, chain: [], key: key)
    }

    private static func fill(_ certificate: OpaquePointer, _ names: [String]) -> Bool {
        var serial = UInt64.random(in: 1...UInt64(Int64.max))
        serial |= 1 << 62
        guard unsafe X509_set_version(certificate, 2) == 1,
            unsafe ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1,
            unsafe X509_gmtime_adj(X509_getm_notBefore(certificate), -3600) != nil,
            unsafe X509_gmtime_adj(X509_getm_notAfter(certificate), 10 * 365 * 86_400) != nil,
            let subject = unsafe X509_get_subject_name(certificate),
            unsafe X509_NAME_add_entry_by_txt(subject, "CN", Int32(0x1000 | 1), "Sayso self-signed", -1, -1, 0) == 1,
            unsafe X509_set_issuer_name(certificate, subject) == 1
        else { return false }
        let allowed = names.filter { $0.utf8.count <= 253 && $0.utf8.allSatisfy(isNameByte) }
        let alternatives = (allowed.map { "DNS:\($0)" } + ["IP:127.0.0.1", "IP:::1"]).joined(separator: ",")
        return unsafe extend(certificate, NID_subject_alt_name, alternatives)
            && extend(certificate, NID_basic_constraints, "critical,CA:FALSE")
            && extend(certificate, NID_key_usage, "critical,digitalSignature")
            && extend(certificate, NID_ext_key_usage, "serverAuth")
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
    }

    private static func extend(_ certificate: OpaquePointer, _ kind: Int32, _ value: String) -> Bool {
        guard let field = unsafe X509V3_EXT_conf_nid(nil, nil, kind, value) else { return false }
        defer { unsafe X509_EXTENSION_free(field) }
        return unsafe X509_add_ext(certificate, field, -1) == 1
    }

    /// Writes a new file of mode 0600; never through an existing one.
    private func write(to path: String, _ body: (OpaquePointer, TLSIdentity) -> Int32) throws(TLSError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .unwritable(errno) }
        defer { close(file) }
        guard let output = unsafe BIO_new_fd(file, BIO_NOCLOSE) else { throw .setUp }
        defer { unsafe BIO_free(output) }
        guard unsafe body(output, self) == 1, fsync(file) == 0 else { throw .unwritable(errno) }
    }
}
