import Primitives
import Wire

/// One end of a WebSocket on a connection.
final class WebSocketEnd {
    var decoder: WebSocketDecoder
    var machine: WebSocketStateMachine
    var handler: (any WebSocketHandler)?

    init(decoder: WebSocketDecoder, machine: WebSocketStateMachine) {
        self.decoder = decoder
        self.machine = machine
    }

    func drained() { if let handler { Self.drained(handler) } }

    func deliver(_ message: WebSocketMessage) { if let handler { Self.deliver(message, to: handler) } }

    /// Tells the handler that it is over; once.
    func end(code: UInt16?) {
        guard let handler else { return }
        self.handler = nil
        Self.end(handler, code: code)
    }

    private static func drained(_ handler: some WebSocketHandler) { handler.assumeIsolated { $0.drained() } }

    private static func deliver(_ message: WebSocketMessage, to handler: some WebSocketHandler) {
        handler.assumeIsolated { $0.received(message) }
    }

    private static func end(_ handler: some WebSocketHandler, code: UInt16?) {
        handler.assumeIsolated { $0.closed(code) }
    }
}

/// Speaking WebSocket.
extension EdgeConnection {
    func openWebSocket(_ head: HTTPRequestHead, _ upgrade: WebSocketUpgrade, accept: String) {
        let offered = WebSocketHandshake.offeredSubprotocols(head) ?? []
        let subprotocol = upgrade.subprotocol.flatMap { chosen in
            offered.contains { $0.utf8.elementsEqual(chosen.text.utf8) } ? chosen : nil
        }
        queue.append(
            WebSocketHandshake.response(accept: accept, subprotocol: subprotocol, headers: upgrade.headers))
        let machine = WebSocketStateMachine(
            limits: upgrade.limits, pingInterval: setup.limits.pingInterval, idleDeadline: setup.limits.idleDeadline,
            closeDeadline: setup.limits.closeDeadline, now: loop.now)
        let end = WebSocketEnd(decoder: WebSocketDecoder(source: .client, limits: upgrade.limits), machine: machine)
        http = nil
        webSocket = end
        phase = .webSocket
        phaseDeadline = nil
        end.handler = upgrade.open(WebSocketConnection(loop: loop, connection: self))
        if isDraining { closeWebSocket(code: 1001, reason: "") }
    }

    func receiveFrames(_ bytes: RawSpan) {
        var offset = 0
        do throws(WebSocketProtocolError) {
            while phase == .webSocket, let end = webSocket, let event = try end.decoder.next(in: bytes, at: &offset) {
                perform(try end.machine.received(event, at: loop.now), end)
            }
        } catch {
            fail(error)
        }
    }

    /// Queues a message; ignored once the end has begun.
    func send(_ payload: [UInt8], opcode: WebSocketOpcode) {
        guard phase == .webSocket, let end = webSocket, end.machine.isOpen else { return }
        turn {
            queue.append { WebSocketFrame.append(opcode, payload, to: &$0) }
            if queue.count > setup.limits.outboundBuffer { cut(.slowReader) }
        }
    }

    func closeWebSocket(code: UInt16, reason: String) {
        guard phase == .webSocket, let end = webSocket else { return }
        guard let payload = end.machine.close(code: code, reason: reason, at: loop.now) else { return }
        turn {
            queue.append { WebSocketFrame.append(.close, payload, to: &$0) }
            deadlinesChanged = true
        }
    }

    /// Tells the handler, once, that its connection is over.
    func endWebSocket(code: UInt16?) {
        let end = webSocket
        webSocket = nil
        end?.end(code: code)
    }

    /// Pings a silent peer, or gives up on it.
    func pulse(at now: Instant) {
        switch webSocket?.machine.pulse(at: now) ?? .nothing {
        case .nothing: break
        case .ping: queue.append { WebSocketFrame.append(.ping, [], to: &$0) }
        case .cut: cut(.idleDeadline)
        }
    }

    private func perform(_ action: WebSocketStateMachine.Action, _ end: WebSocketEnd) {
        switch action {
        case .nothing: break
        case .deliver(let message): end.deliver(message)
        case .send(let opcode, let payload):
            queue.append { WebSocketFrame.append(opcode, payload, to: &$0) }
            if queue.count > setup.limits.outboundBuffer { cut(.slowReader) }
        case .finish(let reply, let code):
            if let reply { queue.append { WebSocketFrame.append(.close, reply, to: &$0) } }
            finish()
            endWebSocket(code: code)
        }
    }

    private func fail(_ error: WebSocketProtocolError) {
        setup.observer.refused(.malformedWebSocket)
        if let payload = webSocket?.machine.fail(error) {
            queue.append { WebSocketFrame.append(.close, payload, to: &$0) }
        }
        finish()
        endWebSocket(code: nil)
    }
}
