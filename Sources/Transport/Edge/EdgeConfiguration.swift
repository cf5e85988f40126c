import Wire

/// How the edge listens.
package struct EdgeConfiguration: Sendable {
    /// Whether connections are encrypted.
    package enum Security: Sendable {
        /// TLS 1.2 or 1.3 with that identity.
        case tls(TLSIdentity)
        /// No encryption: for loopback, tests, and behind a proxy that has its own.
        case plaintext
    }

    /// The numeric address to listen on: `127.0.0.1`, `0.0.0.0`, `::1`, `::` (which takes IPv4 too).
    package var address: String
    /// The port; 0 lets the kernel choose.
    package var port: UInt16
    /// Whether connections are encrypted.
    package var security: Security
    /// The bounds of the edge.
    package var limits = EdgeLimits()
    /// The bounds on request heads.
    package var headLimits = HTTPHeadLimits()
    /// Told of connections, refusals and bytes.
    package var observer = EdgeObserver()

    /// Listens on `address` and `port` with the usual bounds.
    package init(address: String, port: UInt16, security: Security) {
        self.address = address
        self.port = port
        self.security = security
    }
}
