import CLinux
import Glibc
import Primitives
import Wire

/// What all connections of a server share.
final class EdgeSetup: Sendable {
    let limits: EdgeLimits
    let headLimits: HTTPHeadLimits
    let observer: EdgeObserver
    let handler: any HTTPHandler
    let tls: TLSContext?
    let admission: EdgeAdmission

    init(_ configuration: EdgeConfiguration, handler: any HTTPHandler) throws(EdgeError) {
        limits = configuration.limits
        headLimits = configuration.headLimits
        observer = configuration.observer
        self.handler = handler
        admission = EdgeAdmission(limits: limits)
        guard case .tls(let identity) = configuration.security else {
            tls = nil
            return
        }
        do throws(TLSError) { tls = try TLSContext(server: identity) } catch { throw .identity(error) }
    }
}

/// Accepts connections on one loop and keeps those that live.
actor EdgeListener {
    /// Connections accepted in one round of the loop.
    private static let acceptsPerRound = 16

    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private let setup: EdgeSetup
    private let descriptor: Int32
    private var watch: IOWatch?
    private var connections: [ObjectIdentifier: EdgeConnection] = [:]
    private var handshakeRound: UInt64 = 0
    private var handshakesTaken = 0
    private var stopping = false
    private var stopped: [CheckedContinuation<Void, Never>] = []

    /// Takes over `descriptor`, a listening socket.
    init(setup: EdgeSetup, loop: EventLoop, descriptor: Int32) {
        self.setup = setup
        self.loop = loop
        self.descriptor = descriptor
    }

    /// Begins to accept.
    func start() {
        guard !stopping, watch == nil else { return }
        watch = try? loop.watch(fd: descriptor, interest: .readable) { _ in self.accept() }
        if watch == nil { pause() }
    }

    /// Stops accepting, lets connections end for `grace`, then cuts the rest. Returns when none is left.
    func stop(grace: Duration) async {
        if !stopping { beginStop(grace: grace) }
        await withCheckedContinuation { continuation in
            // Looked at here and not before: waiting for a continuation may let other work of the loop go first.
            if connections.isEmpty { continuation.resume() } else { stopped.append(continuation) }
        }
    }

    /// Whether a connection may work on its handshake in this round of the loop.
    func takeHandshakeTurn() -> Bool {
        if handshakeRound != loop.round { (handshakeRound, handshakesTaken) = (loop.round, 0) }
        guard handshakesTaken < setup.limits.handshakesPerRound else { return false }
        handshakesTaken += 1
        return true
    }

    /// A connection is gone.
    func ended(_ connection: EdgeConnection) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        guard stopping, connections.isEmpty else { return }
        for continuation in stopped { continuation.resume() }
        stopped = []
    }

    private func beginStop(grace: Duration) {
        stopping = true
        watch?.cancel()
        watch = nil
        close(descriptor)
        for connection in connections.values { connection.assumeIsolated { $0.drain() } }
        loop.schedule(after: grace) { [self] in assumeIsolated { $0.cutAll() } }
    }

    private func cutAll() {
        for connection in connections.values { connection.assumeIsolated { $0.cut(nil) } }
    }

    private func accept() {
        for _ in 0..<Self.acceptsPerRound {
            guard let (accepted, address) = Socket.accept(from: descriptor) else {
                if [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno) { pauseForDescriptors() }
                return
            }
            admit(accepted, address)
        }
    }

    private func admit(_ accepted: Int32, _ address: SocketAddress) {
        if let refusal = setup.admission.admit(address.client) {
            Socket.abort(accepted)
            return setup.observer.refused(refusal)
        }
        setup.observer.opened()
        let connection = EdgeConnection(
            setup: setup, listener: self, loop: loop, descriptor: accepted, address: address)
        connections[ObjectIdentifier(connection)] = connection
        connection.assumeIsolated { $0.start() }
    }

    private func pauseForDescriptors() {
        setup.observer.refused(.descriptorLimit)
        pause()
    }

    /// The kernel has no descriptors: trying again at once would spin.
    private func pause() {
        watch?.cancel()
        watch = nil
        loop.schedule(after: .milliseconds(100)) { [weak self] in self?.assumeIsolated { $0.start() } }
    }
}
