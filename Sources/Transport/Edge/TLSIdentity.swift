/// The private key and certificate with which the edge proves itself.
package final class TLSIdentity: Sendable {
    /// The SHA-256 of the certificate's DER form, as 64 lower-case hexadecimal digits.
    package let fingerprint: String

    init(fingerprint: String) { self.fingerprint = fingerprint }
}
