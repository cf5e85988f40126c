import Platform
import Primitives
import Synchronization
import Testing
import Wire

@testable import Transport

/// What a server told its observer.
final class Counters: Sendable {
    struct Values {
        var opened = 0
        var closed = 0
        var refused: [EdgeRefusal: Int] = [:]
        var answered: [Int: Int] = [:]
    }

    private let values = Mutex(Values())
    private let changed = Condition()

    var current: Values { values.withLock { $0 } }

    var observer: EdgeObserver {
        var observer = EdgeObserver()
        observer.opened = { self.change { $0.opened += 1 } }
        observer.closed = { _, _ in self.change { $0.closed += 1 } }
        observer.refused = { reason in self.change { $0.refused[reason, default: 0] += 1 } }
        observer.answered = { status in self.change { $0.answered[status, default: 0] += 1 } }
        return observer
    }

    func refusals(_ reason: EdgeRefusal) -> Int { current.refused[reason] ?? 0 }

    /// Waits until the values satisfy `condition`; false after five seconds.
    func wait(for condition: (Values) -> Bool) -> Bool {
        let deadline = SystemClock.now() + .seconds(5)
        while true {
            let ticket = changed.ticket()
            if condition(current) { return true }
            guard changed.wait(since: ticket, until: deadline) else { return false }
        }
    }

    private func change(_ body: (inout Values) -> Void) {
        values.withLock { body(&$0) }
        changed.signal()
    }
}

/// Sends back what it gets. The text `close` ends the connection with 4000, `flood` sends two megabytes.
actor EchoSocket: WebSocketHandler {
    private let connection: WebSocketConnection
    private let ended: @Sendable (UInt16?) -> Void
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe connection.loop.asUnownedSerialExecutor() }

    init(_ connection: WebSocketConnection, ended: @escaping @Sendable (UInt16?) -> Void) {
        self.connection = connection
        self.ended = ended
    }

    func received(_ message: WebSocketMessage) {
        switch message {
        case .text(let bytes) where bytes == Array("close".utf8): connection.close(code: 4000, reason: "asked")
        case .text(let bytes) where bytes == Array("flood".utf8):
            for _ in 0..<2 { connection.send(binary: [UInt8](repeating: 7, count: 1 << 20)) }
        case .text(let bytes): connection.send(text: bytes)
        case .binary(let bytes): connection.send(binary: bytes)
        }
    }

    func drained() {}

    func closed(_ code: UInt16?) { ended(code) }
}

/// The routes of the tests.
final class TestHandler: HTTPHandler {
    private let closes = Mutex<[UInt16?]>([])
    private let closed = Condition()
    private let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])
    let arrived = Condition()

    func bodyLimit(for head: HTTPRequestHead) -> Int { head.path == "/echo" ? 100_000 : 1000 }

    func answer(_ request: HTTPRequest, on loop: EventLoop) async -> HTTPAnswer {
        guard loop.isCurrent else { return .response(HTTPResponse(status: 500)) }
        switch request.path {
        case "/ws":
            return .upgrade(
                WebSocketUpgrade(limits: WebSocketLimits(frameSize: 70_000, messageSize: 100_000)) { connection in
                    EchoSocket(connection) { code in
                        self.closes.withLock { $0.append(code) }
                        self.closed.signal()
                    }
                })
        case "/wait":
            await withCheckedContinuation { continuation in
                waiting.withLock { $0.append(continuation) }
                arrived.signal()
            }
            return .response(HTTPResponse(status: 200, body: Array("late".utf8)))
        case "/big": return .response(HTTPResponse(status: 200, body: [UInt8](repeating: 1, count: 32 << 20)))
        case "/echo": return .response(HTTPResponse(status: 200, body: request.body))
        case "/address": return .response(HTTPResponse(status: 200, body: Array(request.remoteAddress.utf8)))
        default: return .response(HTTPResponse(status: 200, body: Array("hello".utf8)))
        }
    }

    /// Lets the requests that wait be answered.
    func release() {
        let continuations = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        for continuation in continuations { continuation.resume() }
    }

    /// The close codes that handlers were told, once there are `count`.
    func closeCodes(_ count: Int) -> [UInt16?] {
        let deadline = SystemClock.now() + .seconds(5)
        while true {
            let ticket = closed.ticket()
            let codes = closes.withLock { $0 }
            if codes.count >= count { return codes }
            guard closed.wait(since: ticket, until: deadline) else { return codes }
        }
    }
}

/// A server on loopback with its own loops.
final class Edge: Sendable {
    let server: EdgeServer
    let counters = Counters()
    let handler = TestHandler()
    let security: ClientSecurity
    let loops: [EventLoop]

    static let identity: Result<TLSIdentity, any Error> = Result { try TLSIdentity.selfSigned() }

    init(tls: Bool = false, loops count: Int = 1, limits: EdgeLimits = EdgeLimits()) throws {
        loops = try EventLoop.start(count: count)
        let identity = try Self.identity.get()
        var configuration = EdgeConfiguration(
            address: "127.0.0.1", port: 0, security: tls ? .tls(identity) : .plaintext)
        configuration.limits = limits
        configuration.observer = counters.observer
        security = tls ? .pinned(identity.fingerprint) : .plaintext
        server = EdgeServer(configuration: configuration, loops: loops, handler: handler)
        try server.start()
    }

    func stop(grace: Duration = .zero) async {
        handler.release()
        await server.stop(grace: grace)
        for loop in loops {
            loop.stop()
            loop.waitUntilStopped()
        }
    }

    func probe() throws -> HTTPProbe { try HTTPProbe(host: "127.0.0.1", port: server.port, security: security) }

    func connect(limits: WebSocketLimits = WebSocketLimits(), path: String = "/ws") throws -> WebSocketClient {
        try WebSocketClient.connect(
            host: "127.0.0.1", port: server.port, path: path, security: security, limits: limits)
    }

    /// Whether a new connection is reset or ended at once.
    func refusesConnections() -> Bool {
        guard let probe = try? probe() else { return true }
        return probe.read().ended
    }

    func exchange(_ text: String) throws -> [UInt8] {
        try HTTPProbe.exchange(Array(text.utf8), host: "127.0.0.1", port: server.port, security: security)
    }
}

/// Runs `body` with a server and stops it afterwards.
func withEdge<Value>(
    tls: Bool = false, loops: Int = 1, limits: EdgeLimits = EdgeLimits(), _ body: (Edge) async throws -> Value
) async throws -> Value {
    let edge = try Edge(tls: tls, loops: loops, limits: limits)
    do {
        let value = try await body(edge)
        await edge.stop()
        return value
    } catch {
        await edge.stop()
        throw error
    }
}

/// Whether `bytes` contain `text`.
func has(_ bytes: [UInt8], _ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard bytes.count >= wanted.count else { return false }
    return (0...(bytes.count - wanted.count)).contains { bytes[$0..<($0 + wanted.count)].elementsEqual(wanted) }
}
