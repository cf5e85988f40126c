import Wire

/// The far end of a WebSocket connection: an actor whose executor is the connection's loop. It is called inside the loop's
/// callback, without a hop.
package protocol WebSocketHandler: Actor {
    /// A complete message arrived.
    func received(_ message: WebSocketMessage)
    /// Everything that was sent has left for the network, after some of it had to wait.
    func drained()
    /// The connection is over; nothing is called after this. `code` is the peer's close code, nothing when it left without.
    func closed(_ code: UInt16?)
}

/// What a handler may do with its connection. On the connection's loop the calls take effect at once; from elsewhere they
/// are passed to the loop, in order. After the end they do nothing.
package final class WebSocketConnection: Sendable {
    /// The loop of the connection: the handler's executor.
    package let loop: EventLoop
    private let connection: EdgeConnection

    init(loop: EventLoop, connection: EdgeConnection) {
        self.loop = loop
        self.connection = connection
    }

    /// Sends a text message; the bytes must be UTF-8.
    package func send(text: [UInt8]) { run { $0.send(text, opcode: .text) } }

    /// Sends a binary message.
    package func send(binary: [UInt8]) { run { $0.send(binary, opcode: .binary) } }

    /// Starts the close handshake. `reason` is cut to the 123 bytes that fit. Nothing can be sent afterwards.
    package func close(code: UInt16, reason: String = "") { run { $0.closeWebSocket(code: code, reason: reason) } }

    /// Bytes that wait for the peer to read, as they go over the wire. Above `EdgeLimits.outboundBuffer` the connection is
    /// cut. Only on the loop.
    package var bufferedBytes: Int { connection.assumeIsolated { $0.bufferedBytes } }

    private func run(_ body: @escaping @Sendable (isolated EdgeConnection) -> Void) {
        if loop.isCurrent { return connection.assumeIsolated(body) }
        loop.execute { [connection] in connection.assumeIsolated(body) }
    }
}
