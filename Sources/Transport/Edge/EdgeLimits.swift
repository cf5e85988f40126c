/// The bounds of the edge. Every deadline that is called absolute starts once and is not extended by bytes that trickle in.
package struct EdgeLimits: Sendable {
    /// Connections in all, over all loops; more are closed at once.
    package var connections = 20_000
    /// Connections from one address (IPv6: from one /64); more are closed at once.
    package var connectionsPerAddress = 1_000
    /// From accepting a connection to the end of the TLS handshake; absolute.
    package var handshakeDeadline: Duration = .seconds(10)
    /// From the first byte of a request (on a fresh connection: from the handshake) to the end of its head; absolute.
    package var headDeadline: Duration = .seconds(10)
    /// From the end of the head to the end of the body; absolute.
    package var bodyDeadline: Duration = .seconds(30)
    /// From a complete request to its answer; then 503, and the handler's task is cancelled.
    package var answerDeadline: Duration = .seconds(60)
    /// From an answer to the next request on the same connection.
    package var keepAliveDeadline: Duration = .seconds(60)
    /// What waits to be sent must have left after this, plus one second for every `slowestReader` bytes of it.
    package var writeDeadline: Duration = .seconds(10)
    /// Bytes per second that a reader must take.
    package var slowestReader = 8 * 1024
    /// From our close frame, or our last answer, to the peer's end of the connection.
    package var closeDeadline: Duration = .seconds(3)
    /// Silence on a WebSocket after which the server sends a ping.
    package var pingInterval: Duration = .seconds(20)
    /// Silence on a WebSocket after which it is cut.
    package var idleDeadline: Duration = .seconds(60)
    /// Bytes that may wait for one WebSocket peer to read; more cut the connection.
    package var outboundBuffer = 1 << 20
    /// Requests on one connection; then it is closed.
    package var requestsPerConnection = 10_000
    /// TLS handshakes that one loop advances in one round, so that a storm of them cannot hold up calls.
    package var handshakesPerRound = 4

    /// The usual bounds.
    package init() {}
}
