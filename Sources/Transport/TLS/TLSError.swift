/// What went wrong with keys, certificates or a TLS connection. Holds nothing of either.
package enum TLSError: Error, Equatable, Sendable, CustomStringConvertible {
    /// OpenSSL refused to set up what was asked for.
    case setUp
    /// The certificate file cannot be read or is not PEM.
    case certificateUnreadable
    /// The key file cannot be read or is not PEM.
    case keyUnreadable
    /// The key is not the certificate's.
    case keyMismatch
    /// The key file may be read by others; its mode must be 0600 or stricter.
    case keyExposed
    /// A file of the identity cannot be written; the value is `errno`.
    case unwritable(Int32)
    /// The peer broke the protocol, or nothing both sides accept was found.
    case handshake
    /// The peer's certificate is not the expected one.
    case certificateUnexpected
    /// A record was broken, or there were too many records without data.
    case record

    package var description: String {
        switch self {
        case .setUp: "TLS could not be set up"
        case .certificateUnreadable: "the certificate cannot be read"
        case .keyUnreadable: "the private key cannot be read"
        case .keyMismatch: "the private key does not belong to the certificate"
        case .keyExposed: "the private key's file may be read by others; set its mode to 0600"
        case .unwritable(let code): "the identity cannot be written (error \(code))"
        case .handshake: "the TLS handshake failed"
        case .certificateUnexpected: "the peer's certificate is not the expected one"
        case .record: "the TLS connection is broken"
        }
    }
}
