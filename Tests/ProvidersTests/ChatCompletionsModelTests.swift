import Models
import Platform
import Primitives
import Taint
import Testing
import Transport
import Wire

@testable import Providers

/// What a model gave, and the error at the end if there was one.
struct Outcome: Equatable {
    var events: [ModelEvent] = []
    var error: ModelError?
}

/// Asks a chat completions model whose server plays those steps.
func ask(_ steps: [ScriptedPeer.Step], deadline: Duration = .seconds(10)) async throws -> (Outcome, [[UInt8]]) {
    let peer = try ScriptedPeer(steps: steps)
    defer { peer.stop() }
    let outcome = try await withModel(peer) { model, _ in
        await collect(
            model.respond(to: ModelRequest(instructions: "be", conversation: [], tools: [], deadline: deadline)))
    }
    return (outcome, peer.requests)
}

/// A model of that server, with a loop of its own.
func withModel<Value>(
    _ peer: ScriptedPeer, _ body: (ChatCompletionsModel, HTTPClient) async throws -> Value
) async throws -> Value {
    let loop = try EventLoop(name: "provider-test")
    let pool = WorkerPool(name: "names", threads: 1, queueLimit: 8)
    let client = HTTPClient(loop: loop, resolver: NameResolver(pool: pool))
    let rule = try #require(EgressRule(hosts: ["127.0.0.1:\(peer.port)"], allowsPlainLoopback: true))
    let configuration = ChatCompletionsModel.Configuration(
        baseURL: "http://127.0.0.1:\(peer.port)/v1", rule: rule, key: Secret(Array("sk_test".utf8)),
        codec: ChatCodec(model: "m"))
    let model = try #require(ChatCompletionsModel(configuration, client: client))
    let result: Result<Value, any Error>
    do { result = .success(try await body(model, client)) } catch { result = .failure(error) }
    await client.shutdown()
    loop.stop()
    pool.stop()
    return try result.get()
}

/// Everything that a stream gives.
func collect(_ stream: AsyncThrowingStream<ModelEvent, any Error>) async -> Outcome {
    var outcome = Outcome()
    do {
        for try await event in stream { outcome.events.append(event) }
    } catch {
        outcome.error = error as? ModelError
    }
    return outcome
}

@Suite("Chat completions over a socket", .timeLimit(.minutes(1)))
struct ChatCompletionsModelTests {
    typealias Step = ScriptedPeer.Step

    private static let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n\r\n"
    private static let hello = #"data: {"choices":[{"delta":{"content":"Hello"}}]}"# + "\n\n"
    private static let end = #"data: {"choices":[{"delta":{},"finish_reason":"stop"}]}"# + "\n\ndata: [DONE]\n\n"

    @Test("An answer arrives, and the request was the protocol's")
    func answer() async throws {
        let (outcome, requests) = try await ask([.receive, .send(Self.head + Self.hello + Self.end)])
        #expect(outcome == Outcome(events: [.text("Hello"), .finished(.stop, .init())]))
        let sent = String(decoding: try #require(requests.first), as: UTF8.self)
        #expect(sent.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
        #expect(sent.contains("\r\nauthorization: Bearer sk_test\r\n"))
        #expect(sent.contains("\r\ncontent-type: application/json\r\n"))
        #expect(sent.contains(#""stream":true"#))
    }

    @Test("An answer cut into single bytes is the same answer")
    func slow() async throws {
        let bytes = Array((Self.head + Self.hello + Self.end).utf8)
        let (outcome, _) = try await ask([.receive] + bytes.map { .send([$0]) })
        #expect(outcome == Outcome(events: [.text("Hello"), .finished(.stop, .init())]))
    }

    @Test("What follows the end does not delay the answer")
    func openEnd() async throws {
        let (outcome, _) = try await ask([.receive, .send(Self.head + Self.hello + Self.end), .hold])
        #expect(outcome == Outcome(events: [.text("Hello"), .finished(.stop, .init())]))
    }

    @Test(
        "A status is an error of its kind",
        arguments: [
            (401, .unauthorized), (403, .unauthorized), (408, .timedOut), (413, .tooLarge), (429, .overloaded),
            (503, .overloaded), (500, .refused(status: 500)), (404, .refused(status: 404)),
            (302, .refused(status: 302)),
            (204, .refused(status: 204)),
        ] as [(Int, ModelError)])
    func statuses(_ status: Int, _ expected: ModelError) async throws {
        let text = "HTTP/1.1 \(status) x\r\nContent-Type: text/event-stream\r\nContent-Length: 0\r\n\r\n"
        let (outcome, _) = try await ask([.receive, .send(text)])
        #expect(outcome == Outcome(error: expected))
    }

    @Test(
        "A faulty answer is an error of its kind, after what came before it",
        arguments: [
            ([.receive, .send("nonsense\r\n\r\n")], false, .malformed),
            ([.receive, .send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>")], false, .malformed),
            ([.receive, .send(head + "data: nonsense\n\n")], false, .malformed),
            ([.receive, .send(head + hello)], true, .malformed),
            ([.receive, .send(head + hello), .reset], true, .unreachable),
            ([.receive, .send(head + hello + "data: \u{FFFD}\n\n")], true, .malformed),
            ([.receive, .send(Array((head + hello + "data: ").utf8) + [0xFF, 0x0A, 0x0A])], true, .malformed),
            ([.receive, .reset], false, .unreachable), ([.receive], false, .unreachable),
            (
                [.receive, .send(head + hello), .send("data: " + String(repeating: "x", count: 3 << 20))], true,
                .tooLarge
            ),
        ] as [([Step], Bool, ModelError)])
    func faults(_ steps: [Step], _ saidHello: Bool, _ expected: ModelError) async throws {
        let (outcome, _) = try await ask(steps)
        #expect(outcome == Outcome(events: saidHello ? [.text("Hello")] : [], error: expected))
    }

    @Test(
        "A server that goes silent is cut off at the deadline",
        arguments: [[.receive, .hold], [.receive, .send(head + hello), .hold]] as [[Step]])
    func silent(_ steps: [Step]) async throws {
        let (outcome, _) = try await ask(steps, deadline: .milliseconds(200))
        #expect(outcome.error == .timedOut)
    }

    @Test("Nobody listening is unreachable")
    func nobody() async throws {
        let peer = try ScriptedPeer(steps: [])
        peer.stop()
        var events = peer.events.makeAsyncIterator()
        while await events.next() != nil {}
        let outcome = try await withModel(peer) { model, _ in
            await collect(model.respond(to: ModelRequest(instructions: "", conversation: [], tools: [])))
        }
        #expect(outcome.error == .unreachable)
    }

    @Test("The connection is kept for the next turn, though the answer's end lags behind its last event")
    func kept() async throws {
        let body = Self.hello + Self.end
        let chunk = String(body.utf8.count, radix: 16) + "\r\n" + body + "\r\n"
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        let turn: [Step] = [.receive, .send(head + chunk), .pause(.milliseconds(30)), .send("0\r\n\r\n")]
        let peer = try ScriptedPeer(steps: turn + turn + [.hold])
        defer { peer.stop() }
        try await withModel(peer) { model, client in
            for _ in 0..<2 {
                let outcome = await collect(
                    model.respond(to: ModelRequest(instructions: "", conversation: [], tools: [])))
                #expect(outcome.error == nil)
                while await client.requests > 0 { await Task.yield() }
            }
            var events = peer.events.makeAsyncIterator()
            for _ in 0..<2 {
                guard case .request(connection: 1, _)? = await events.next() else {
                    Issue.record("another connection was made")
                    return
                }
            }
        }
    }

    @Test("Ending the iteration closes the connection to the server")
    func cancel() async throws {
        let peer = try ScriptedPeer(steps: [.receive, .send(Self.head + Self.hello), .hold])
        defer { peer.stop() }
        try await withModel(peer) { model, _ in
            for try await _ in model.respond(to: ModelRequest(instructions: "", conversation: [], tools: [])) { break }
            var events = peer.events.makeAsyncIterator()
            _ = await events.next()
            let second = await events.next()
            #expect(second == .closed(connection: 1))
        }
    }

    @Test("A base URL or key that cannot be sent makes no model")
    func configuration() async throws {
        let loop = try EventLoop(name: "provider-test")
        let client = HTTPClient(
            loop: loop, resolver: NameResolver(pool: WorkerPool(name: "names", threads: 1, queueLimit: 1)))
        let rule = try #require(EgressRule(hosts: ["a.test"]))
        func model(_ url: String, key: String = "k") -> ChatCompletionsModel? {
            let codec = ChatCodec(model: "m")
            return ChatCompletionsModel(
                .init(baseURL: url, rule: rule, key: Secret(Array(key.utf8)), codec: codec), client: client)
        }
        #expect(model("https://a.test/v1") != nil)
        #expect(model("https://a.test/v1/") != nil)
        #expect(model("a.test/v1") == nil)
        #expect(model("https://a.test/v1?x=y") == nil)
        #expect(model("https://a.test/v1", key: "k\r\nX: y") == nil)
        loop.stop()
    }
}
