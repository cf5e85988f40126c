import Glibc
import Platform
import Primitives
import Wire

/// One accepted connection: its socket, its TLS, and which protocol it speaks at present. Lives on one loop for life.
///
/// Everything that happens to it happens inside `turn`, at whose end what was queued is sent in one go.
actor EdgeConnection {
    /// What the connection is doing.
    enum Phase {
        /// The TLS handshake.
        case handshake
        /// Waiting for a request, or for the rest of one.
        case reading
        /// The handler works on an answer; nothing is read.
        case answering
        /// Speaking WebSocket.
        case webSocket
        /// The last bytes are on their way; nothing is read.
        case finishing
        /// Our side has ended; what still comes is discarded, so that the peer can read our last answer.
        case lingering
        /// The socket is closed.
        case closed
    }

    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    nonisolated let address: SocketAddress
    let setup: EdgeSetup
    let descriptor: Int32
    private let listener: EdgeListener
    private var watch: IOWatch?
    private var timer: LoopTimer?

    var phase = Phase.reading
    /// When the present phase, or part of it, must have ended.
    var phaseDeadline: Instant? { didSet { deadlinesChanged = true } }
    var deadlinesChanged = false
    var isInTurn = false
    var tls: TLSSession?
    var queue = SendQueue()
    var isStalled = false
    var received: UInt64 = 0
    var discarded = 0
    var isDraining = false
    var http: HTTPExchange?
    var webSocket: WebSocketEnd?

    /// Takes over an accepted socket.
    init(setup: EdgeSetup, listener: EdgeListener, loop: EventLoop, descriptor: Int32, address: SocketAddress) {
        self.setup = setup
        self.listener = listener
        self.loop = loop
        self.descriptor = descriptor
        self.address = address
    }

    /// Begins to read. Called once.
    func start() {
        turn {
            watch = try? loop.watch(fd: descriptor, interest: .readable) { events in self.ready(events) }
            guard watch != nil else { return cut(nil) }
            guard let context = setup.tls else { return startHTTP() }
            tls = try? TLSSession(serving: context)
            guard tls != nil else { return cut(.handshakeFailed) }
            phase = .handshake
            phaseDeadline = loop.now + setup.limits.handshakeDeadline
        }
    }

    /// Runs `body` and afterwards sends what it queued. Turns within turns join the outer one.
    func turn(_ body: () -> Void) {
        guard !isInTurn else { return body() }
        isInTurn = true
        body()
        isInTurn = false
        flush()
        guard phase != .closed else { return }
        watch?.change(to: interest)
        if deadlinesChanged { rearm() }
    }

    /// Ends the connection at once. With a reason it is counted, and what was still to be sent is forgotten.
    func cut(_ reason: EdgeRefusal?) {
        guard phase != .closed else { return }
        phase = .closed
        if let reason { setup.observer.refused(reason) }
        timer?.cancel()
        watch?.cancel()
        if reason == nil { close(descriptor) } else { Socket.abort(descriptor) }
        http?.task?.cancel()
        (timer, watch, tls, http) = (nil, nil, nil, nil)
        endWebSocket(code: nil)
        setup.admission.release(address.client)
        setup.observer.closed(received, queue.totalSent)
        listener.assumeIsolated { $0.ended(self) }
    }

    /// The server stops: an idle connection ends now, a busy one after its answer, a WebSocket by its handshake.
    func drain() {
        isDraining = true
        turn {
            switch phase {
            case .handshake: cut(nil)
            case .reading: if http?.isIdle ?? true { finish() }
            case .webSocket: closeWebSocket(code: 1001, reason: "")
            case .answering, .finishing, .lingering, .closed: break
            }
        }
    }

    /// Sends what is queued and then ends our side.
    func finish() {
        guard phase != .closed, phase != .lingering else { return }
        phase = .finishing
        phaseDeadline = nil
    }

    private func ready(_ events: IOEvents) {
        guard phase != .closed else { return }
        if events.contains(.failed) || events.contains(.hungUp) { return cut(nil) }
        if phase == .handshake, !listener.assumeIsolated({ $0.takeHandshakeTurn() }) { return }
        turn {
            if events.contains(.readable) { receive() }
        }
    }

    private var interest: IOEvents {
        let writing: IOEvents = isStalled ? .writable : []
        switch phase {
        case .handshake, .webSocket: return writing.union(.readable)
        case .reading: return isStalled ? .writable : .readable
        case .lingering: return .readable
        case .answering, .finishing, .closed: return writing
        }
    }

    /// Sees to it that the timer fires at the earliest deadline or before.
    private func rearm() {
        deadlinesChanged = false
        guard let due = [phaseDeadline, queue.deadline, webSocket?.machine.nextPulse].compactMap({ $0 }).min() else {
            return
        }
        if let timer, timer.isPending, timer.deadline <= due { return }
        timer?.cancel()
        timer = loop.schedule(at: due) { [weak self] in self?.assumeIsolated { $0.tick() } }
    }

    /// Looks which deadlines have passed. The timer may come early; then it is set again.
    private func tick() {
        let now = loop.now
        turn {
            deadlinesChanged = true
            if let deadline = queue.deadline, deadline <= now { return cut(.slowReader) }
            if let deadline = phaseDeadline, deadline <= now { return expire() }
            if webSocket != nil { pulse(at: now) }
        }
    }

    private func expire() {
        phaseDeadline = nil
        switch phase {
        case .handshake: cut(.handshakeDeadline)
        case .reading: expireRequest()
        case .answering: expireAnswer()
        case .webSocket, .finishing, .lingering, .closed: cut(nil)
        }
    }
}
