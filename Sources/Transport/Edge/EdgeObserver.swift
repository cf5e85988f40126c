/// Why the edge refused or cut a connection; one counter each.
package enum EdgeRefusal: String, Sendable, CaseIterable {
    /// The bound on all connections was reached.
    case connectionLimit
    /// The bound on the connections of one address was reached.
    case addressLimit
    /// The kernel has no descriptors left; accepting pauses.
    case descriptorLimit
    /// The TLS handshake failed.
    case handshakeFailed
    /// TLS was broken after the handshake.
    case tlsFailed
    /// The TLS handshake took too long.
    case handshakeDeadline
    /// A request head took too long.
    case headDeadline
    /// A request body took too long.
    case bodyDeadline
    /// A handler took too long.
    case answerDeadline
    /// A peer read too slowly.
    case slowReader
    /// A WebSocket peer was silent too long.
    case idleDeadline
    /// A request broke a rule of HTTP or a bound on it.
    case malformedRequest
    /// A WebSocket peer broke a rule of RFC 6455 or a bound on it.
    case malformedWebSocket
}

/// Functions that are told what happens at the edge, on the loop where it happens: they must be quick and not block.
package struct EdgeObserver: Sendable {
    /// A connection was accepted.
    package var opened: @Sendable () -> Void = {}
    /// An accepted connection is gone; bytes received and sent on the wire.
    package var closed: @Sendable (_ received: UInt64, _ sent: UInt64) -> Void = { _, _ in }
    /// A connection was refused or cut.
    package var refused: @Sendable (EdgeRefusal) -> Void = { _ in }
    /// A request was answered with that status; 101 for an upgrade.
    package var answered: @Sendable (_ status: Int) -> Void = { _ in }

    /// An observer that does nothing.
    package init() {}
}
