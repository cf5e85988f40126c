import Primitives

/// One end of an open WebSocket, without its socket: what to do about each event of the peer, when to ask whether it is
/// still there, and how the connection ends. Time is passed in.
package struct WebSocketStateMachine: Sendable {
    /// What the shell does next.
    package enum Action: Sendable, Equatable {
        case nothing
        /// Give the message to the handler.
        case deliver(WebSocketMessage)
        /// Send a frame.
        case send(WebSocketOpcode, [UInt8])
        /// Send the close frame, if there is one, and end the connection once it has left. `code` is the peer's.
        case finish(reply: [UInt8]?, code: UInt16?)
    }

    /// What the clock demands.
    package enum Pulse: Sendable, Equatable {
        case nothing
        /// Ask the peer for a sign of life.
        case ping
        /// The peer has been silent too long, or does not close.
        case cut
    }

    private enum Phase {
        case open
        case closing(since: Instant)
        case closed
    }

    private let limits: WebSocketLimits
    private let pingInterval: Duration
    private let idleDeadline: Duration
    private let closeDeadline: Duration
    private var phase = Phase.open
    private var lastHeard: Instant
    private var lastPing: Instant
    private var windowStart: Instant
    private var controlFrames = 0

    /// An end that was opened at `now`.
    package init(
        limits: WebSocketLimits, pingInterval: Duration, idleDeadline: Duration, closeDeadline: Duration, now: Instant
    ) {
        self.limits = limits
        self.pingInterval = pingInterval
        self.idleDeadline = idleDeadline
        self.closeDeadline = closeDeadline
        (lastHeard, lastPing, windowStart) = (now, now, now)
    }

    /// Whether messages may be sent.
    package var isOpen: Bool { if case .open = phase { true } else { false } }

    /// The peer sent something. Throws when it sends more control frames than its bound.
    package mutating func received(
        _ event: WebSocketDecoder.Event, at now: Instant
    ) throws(WebSocketProtocolError) -> Action {
        lastHeard = now
        switch event {
        case .message(let message): return isOpen ? .deliver(message) : .nothing
        case .ping(let payload):
            try countControlFrame(at: now)
            return isOpen ? .send(.pong, payload) : .nothing
        case .pong:
            try countControlFrame(at: now)
            return .nothing
        case .close(let code, _): return receivedClose(code)
        }
    }

    /// We want to close: the frame's payload; nothing when the end has begun already. An invalid code becomes 1011.
    package mutating func close(code: UInt16, reason: String, at now: Instant) -> [UInt8]? {
        guard isOpen else { return nil }
        phase = .closing(since: now)
        let valid = WebSocketDecoder.maySend(code) ? code : 1011
        return WebSocketFrame.closePayload(code: valid, reason: reason)
    }

    /// The peer broke a rule: the payload of the close frame to send before the connection is cut, if any may be sent.
    package mutating func fail(_ error: WebSocketProtocolError) -> [UInt8]? {
        defer { phase = .closed }
        return isOpen ? WebSocketFrame.closePayload(code: error.closeCode) : nil
    }

    /// What is due at `now`.
    package mutating func pulse(at now: Instant) -> Pulse {
        switch phase {
        case .closed: return .cut
        case .closing(let since): return now - since >= closeDeadline ? .cut : .nothing
        case .open:
            if now - lastHeard >= idleDeadline { return .cut }
            guard now - lastHeard >= pingInterval, now - lastPing >= pingInterval else { return .nothing }
            lastPing = now
            return .ping
        }
    }

    /// When `pulse` next has something to say, if nothing is heard until then.
    package var nextPulse: Instant {
        switch phase {
        case .closed: return lastHeard
        case .closing(let since): return since + closeDeadline
        case .open: return min(max(lastHeard, lastPing) + pingInterval, lastHeard + idleDeadline)
        }
    }

    private mutating func receivedClose(_ code: UInt16?) -> Action {
        defer { phase = .closed }
        return .finish(reply: isOpen ? WebSocketFrame.closePayload(code: code) : nil, code: code)
    }

    private mutating func countControlFrame(at now: Instant) throws(WebSocketProtocolError) {
        if now - windowStart >= .seconds(10) { (windowStart, controlFrames) = (now, 0) }
        controlFrames += 1
        guard controlFrames <= limits.controlFramesPerTenSeconds else { throw .tooManyControlFrames }
    }
}
