/// How a blocking client knows its server.
package enum ClientSecurity: Sendable, Equatable {
    /// It does not: no encryption.
    case plaintext
    /// TLS, and the certificate must have this SHA-256 fingerprint (64 hexadecimal digits).
    case pinned(String)
    /// TLS, with a certificate that the system's roots vouch for and that names the host.
    case system
    /// TLS without looking at the certificate: for tests and measurements on loopback.
    case unverified

    /// What the handshake needs; nothing for plaintext.
    var context: TLSContext? {
        get throws(TLSError) {
            self == .plaintext ? nil : try TLSContext(clientWithSystemRoots: self == .system)
        }
    }

    /// Whether a certificate of that fingerprint is acceptable.
    func accepts(fingerprint: String?) -> Bool {
        guard case .pinned(let expected) = self else { return true }
        return fingerprint.map { $0.utf8.elementsEqual(expected.lowercased().utf8) } ?? false
    }
}
