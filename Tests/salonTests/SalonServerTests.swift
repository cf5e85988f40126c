import Platform
import Primitives
import Synchronization
import Testing
import Transport
import Wire

@testable import salon

private let today = CivilDate(daysSinceEpoch: 20_000)

/// The salon over a socket.
@Suite("The salon's servers", .timeLimit(.minutes(1)))
struct SalonServerTests {
    /// Serves `handler` and sends it requests.
    private func with(
        _ handler: any HTTPHandler, _ body: (Caller) async throws -> Void
    ) async throws {
        let loops = try EventLoop.start(count: 1)
        let configuration = EdgeConfiguration(address: "127.0.0.1", port: 0, security: .plaintext)
        let server = EdgeServer(configuration: configuration, loops: loops, handler: handler)
        try server.start()
        let pool = WorkerPool(name: "names", threads: 1, queueLimit: 8)
        let client = HTTPClient(loop: loops[0], resolver: NameResolver(pool: pool))
        let result: Result<Void, any Error>
        do { result = .success(try await body(Caller(client: client, port: server.port))) } catch {
            result = .failure(error)
        }
        await client.shutdown()
        await server.stop(grace: .zero)
        for loop in loops { loop.stop() }
        pool.stop()
        try result.get()
    }

    /// One who calls a server of the salon.
    private struct Caller {
        let client: HTTPClient
        let port: UInt16

        func send(
            _ method: UpstreamRequest.Method, _ path: String, _ body: JSON? = nil, token: String = "t-1",
            key: String? = nil
        ) async throws -> UpstreamResponse {
            let rule = try #require(EgressRule(hosts: ["127.0.0.1"], allowsPlainLoopback: true))
            var headers = [try #require(UpstreamHeader(bearer: Secret(Array(token.utf8))))]
            if let key { headers.append(try #require(UpstreamHeader("Idempotency-Key", key))) }
            return try await client.send(
                UpstreamRequest(
                    method, try WebURL("http://127.0.0.1:\(port)\(path)"), headers: headers,
                    body: body?.serialized() ?? [], rule: rule))
        }

        func json(_ method: UpstreamRequest.Method, _ path: String, _ body: JSON? = nil, key: String? = nil)
            async throws -> JSON
        {
            try JSON.parse(try await send(method, path, body, key: key).body)
        }
    }

    @Test("A booking goes through the desk once, is journalled once, and shows in the state")
    func business() async throws {
        let lines = Mutex<[String]>([])
        let handler = BusinessHandler(
            StudioDesk(Studio(), isPoisoned: false) { _ in }, token: Secret(Array("t-1".utf8)),
            journal: { line in lines.withLock { $0.append(line) } }, today: { today })
        try await with(handler) { caller in
            let slots = try await caller.json(.get, "/slots?day=2024-10-05&service=beard+trim")
            #expect(slots["times"]?[1] == "10:30")
            let order: JSON = ["service": "haircut", "day": "2024-10-05", "time": "10:30", "name": "Anna"]
            for _ in 0..<2 {
                let booked = try await caller.json(.post, "/bookings", order, key: "k-1")
                #expect(booked["booking"] == "b-1001")
            }
            let refused = try await caller.send(.post, "/bookings", order, key: "k-2")
            #expect(refused.status == 409)
            #expect(try await caller.json(.get, "/state")["bookings"]?.arrayValue?.count == 1)
        }
        #expect(lines.withLock { $0 } == ["booked b-1001 haircut 2024-10-05 10:30"])
    }

    @Test("Without the right token, or with a body that is no order, nothing happens")
    func refusals() async throws {
        let handler = BusinessHandler(
            StudioDesk(Studio(), isPoisoned: false) { _ in }, token: Secret(Array("t-1".utf8)), journal: { _ in },
            today: { today })
        try await with(handler) { caller in
            var statuses: [Int] = []
            for token in ["t-2", "t-", "t-11", "x"] {
                statuses.append(try await caller.send(.get, "/state", token: token).status)
            }
            #expect(statuses == [401, 401, 401, 401])
            let long = JSON.string(String(repeating: "a", count: 20_000))
            statuses = []
            for body in [["payment": "p-1001"], [1], long] as [JSON] {
                statuses.append(try await caller.send(.post, "/refunds", body).status)
            }
            #expect(statuses == [400, 400, 413])
        }
    }

    @Test("The model answers a streamed chat completion, and nothing else")
    func model() async throws {
        let handler = ModelHandler(key: Secret(Array("t-1".utf8)), journal: { _ in }, today: { today })
        let request: JSON = [
            "model": "m", "stream": true, "messages": [["role": "user", "content": "what times are free tomorrow"]],
        ]
        try await with(handler) { caller in
            let answer = try await caller.send(.post, "/v1/chat/completions", request)
            #expect(answer.head.header("content-type") == "text/event-stream")
            var parser = ServerSentEventParser()
            let events = try parser.receive(answer.body)
            #expect(events.contains { $0.data.contains("find_slots") })
            #expect(events.last?.data == "[DONE]")
            #expect(try await caller.send(.post, "/v1/chat/completions", ["model": "m"]).status == 400)
            #expect(try await caller.send(.get, "/v1/models").status == 404)
            #expect(try await caller.send(.post, "/v1/chat/completions", request, token: "x").status == 401)
        }
    }
}
