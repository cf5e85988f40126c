import Wire

/// Answers requests. One value serves every connection on every loop.
package protocol HTTPHandler: Sendable {
    /// The largest body, in bytes, that this request may have; asked when its head is complete, before any of its body
    /// is read. A larger one is refused with 413.
    func bodyLimit(for head: HTTPRequestHead) -> Int

    /// The answer to a request. Runs on `loop`, the one of the connection, and stays there unless it leaves it itself.
    /// Must not block; the server gives up after `EdgeLimits.answerDeadline`.
    func answer(_ request: HTTPRequest, on loop: EventLoop) async -> HTTPAnswer
}

/// What becomes of a request.
package enum HTTPAnswer: Sendable {
    /// It is answered, and the connection may serve the next.
    case response(HTTPResponse)
    /// The connection becomes a WebSocket, if the request asks for one as RFC 6455 demands; otherwise the server refuses
    /// (400, or 426 for another version).
    case upgrade(WebSocketUpgrade)
}

/// How a connection goes on as a WebSocket.
package struct WebSocketUpgrade: Sendable {
    /// The subprotocol to name in the answer: one of those the client offered, or none.
    package let subprotocol: HTTPFieldValue?
    /// Further fields of the answer.
    package let headers: HTTPFields
    /// Bounds on what the peer may send.
    package let limits: WebSocketLimits
    /// Makes the handler, on the connection's loop, just after the handshake was answered. The handler's executor must be
    /// `connection.loop`.
    package let open: @Sendable (WebSocketConnection) -> any WebSocketHandler

    /// An upgrade; see the members.
    package init(
        subprotocol: HTTPFieldValue? = nil, headers: HTTPFields = [:], limits: WebSocketLimits = WebSocketLimits(),
        open: @escaping @Sendable (WebSocketConnection) -> any WebSocketHandler
    ) {
        self.subprotocol = subprotocol
        self.headers = headers
        self.limits = limits
        self.open = open
    }
}
