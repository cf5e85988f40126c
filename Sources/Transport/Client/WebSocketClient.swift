import Glibc
import Platform
import Primitives
import Synchronization
import Wire

/// A WebSocket client with a blocking interface: a thread of its own reads, answers pings and keeps what arrives. Used by
/// `sayso call`, tests and benchmarks. All functions may be called from any thread.
package final class WebSocketClient: Sendable {
    private struct Inbox {
        var messages: [WebSocketMessage] = []
        var taken = 0
        var end: ClientError?
    }

    /// Messages that wait to be received; above this, reading pauses.
    private static let inboxLimit = 10_000

    private let stream: Mutex<ClientStream>
    private let inbox = Mutex(Inbox())
    private let arrival = Condition()
    private let departure = Condition()
    private let descriptor: Int32
    private let sendTimeout: Duration
    private let closing = Atomic<Bool>(false)

    /// Connects, shakes hands and starts to read. `headers` go into the request.
    package static func connect(
        host: String, port: UInt16, path: String, security: ClientSecurity, headers: HTTPFields = [:],
        limits: WebSocketLimits = WebSocketLimits(), timeout: Duration = .seconds(10)
    ) throws(ClientError) -> WebSocketClient {
        let deadline = SystemClock.now() + timeout
        let stream = try ClientStream(host: host, port: port, security: security, deadline: deadline)
        let rest = try open(stream, host: host, port: port, path: path, headers: headers, deadline: deadline)
        let client = WebSocketClient(stream, stream.descriptor, timeout)
        startThread(named: "ws-client") { client.read(first: rest, limits: limits) }
        return client
    }

    private init(_ stream: sending ClientStream, _ descriptor: Int32, _ sendTimeout: Duration) {
        self.descriptor = descriptor
        self.sendTimeout = sendTimeout
        self.stream = Mutex(stream)
    }

    /// Sends a text message; the bytes must be UTF-8.
    package func send(text: [UInt8]) throws(ClientError) { try send(.text, text) }

    /// Sends a binary message.
    package func send(binary: [UInt8]) throws(ClientError) { try send(.binary, binary) }

    /// Sends bytes as they are, for tests of what a server must refuse.
    package func send(raw bytes: [UInt8]) throws(ClientError) {
        let deadline = SystemClock.now() + sendTimeout
        try stream.withLock { (stream) throws(ClientError) in try stream.send(bytes, deadline: deadline) }
    }

    /// The next message. Throws `timedOut`, `closed` with the server's code, or what broke the connection.
    package func receive(timeout: Duration) throws(ClientError) -> WebSocketMessage {
        let deadline = SystemClock.now() + timeout
        while true {
            let ticket = arrival.ticket()
            if let message = try next() { return message }
            guard arrival.wait(since: ticket, until: deadline) else { throw .timedOut }
        }
    }

    /// Sends a close frame and waits until the server has ended the connection, at most `timeout`.
    /// Returns the server's close code.
    @discardableResult
    package func close(code: UInt16 = 1000, timeout: Duration = .seconds(3)) -> UInt16? {
        closing.store(true, ordering: .relaxed)
        try? send(.close, WebSocketFrame.closePayload(code: code))
        let answer = waitForEnd(timeout: timeout)
        shutdown(descriptor, Int32(SHUT_RDWR))
        return answer
    }

    /// Waits until the server has ended the connection, at most `timeout`; messages are left waiting.
    package func waitForEnd(timeout: Duration) -> UInt16? {
        let deadline = SystemClock.now() + timeout
        while true {
            let ticket = arrival.ticket()
            if let end = inbox.withLock({ $0.end }) {
                if case .closed(let code) = end { return code }
                return nil
            }
            guard arrival.wait(since: ticket, until: deadline) else { return nil }
        }
    }

    /// Ends the connection without a word.
    package func abandon() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    private func send(_ opcode: WebSocketOpcode, _ payload: [UInt8]) throws(ClientError) {
        var frame: [UInt8] = []
        WebSocketFrame.append(opcode, payload, mask: UInt32.random(in: 0...UInt32.max), to: &frame)
        try send(raw: frame)
    }

    private func next() throws(ClientError) -> WebSocketMessage? {
        let (message, end) = inbox.withLock { inbox -> (WebSocketMessage?, ClientError?) in
            guard inbox.taken < inbox.messages.count else { return (nil, inbox.end) }
            defer { inbox.taken += 1 }
            return (inbox.messages[inbox.taken], nil)
        }
        if message != nil { departure.signal() }
        if let end { throw end }
        return message
    }

    private func read(first: [UInt8], limits: WebSocketLimits) {
        var decoder = WebSocketDecoder(source: .server, limits: limits)
        var bytes = first
        while true {
            do throws(ClientError) {
                try decode(bytes, &decoder)
                _ = ClientStream.waitReadable(descriptor, until: SystemClock.now() + .seconds(3600))
                bytes = try stream.withLock { (stream) throws(ClientError) in try stream.receive() }
            } catch {
                shutdown(descriptor, Int32(SHUT_RDWR))
                inbox.withLock { $0.end = error }
                return arrival.signal()
            }
        }
    }

    private func decode(_ bytes: [UInt8], _ decoder: inout WebSocketDecoder) throws(ClientError) {
        var offset = 0
        while true {
            let event: WebSocketDecoder.Event?
            do throws(WebSocketProtocolError) {
                event = try unsafe decoder.next(in: bytes.span.bytes, at: &offset)
            } catch { throw .malformed(error) }
            switch event {
            case nil: return
            case .message(let message): store(message)
            case .ping(let payload): try send(.pong, payload)
            case .pong: break
            case .close(let code, _):
                if !closing.load(ordering: .relaxed) { try? send(.close, WebSocketFrame.closePayload(code: code)) }
                throw .closed(code)
            }
        }
    }

    /// Keeps a message; waits while too many wait.
    private func store(_ message: WebSocketMessage) {
        while true {
            let ticket = departure.ticket()
            let isFull = inbox.withLock { $0.messages.count - $0.taken >= Self.inboxLimit }
            guard isFull else { break }
            guard departure.wait(since: ticket, until: SystemClock.now() + .seconds(60)) else { break }
        }
        inbox.withLock { inbox in
            if inbox.taken > 256 {
                inbox.messages.removeFirst(inbox.taken)
                inbox.taken = 0
            }
            inbox.messages.append(message)
        }
        arrival.signal()
    }
}
