import Platform
import Primitives
import Synchronization
import Testing
import Wire

@testable import Transport

/// A client with a loop of its own, shut down at the end of a test.
func withClient<Value>(
    configuration: HTTPClient.Configuration = .init(),
    addresses: [NetworkAddress]? = nil,
    _ body: (HTTPClient) async throws -> Value
) async throws -> Value {
    let loop = try EventLoop(name: "upstream-test")
    let pool = WorkerPool(name: "names", threads: 1, queueLimit: 8)
    let resolver = NameResolver(
        pool: pool,
        find: { host throws(UpstreamError) in
            if let addresses { addresses } else { try systemAddresses(of: host) }
        })
    let client = HTTPClient(loop: loop, resolver: resolver, configuration: configuration)
    let result: Result<Value, any Error>
    do { result = .success(try await body(client)) } catch { result = .failure(error) }
    await client.shutdown()
    loop.stop()
    pool.stop()
    return try result.get()
}

/// A request to a peer on this machine.
func request(
    _ peer: ScriptedPeer, _ method: UpstreamRequest.Method = .get, path: String = "/", body: [UInt8] = [],
    headers: [UpstreamHeader] = [], deadline: Duration = .seconds(10), maxResponseBytes: Int = 1 << 20,
    isIdempotent: Bool = true
) throws -> UpstreamRequest {
    let rule = try #require(EgressRule(hosts: ["127.0.0.1"], allowsPlainLoopback: true))
    return UpstreamRequest(
        method, try WebURL("http://127.0.0.1:\(peer.port)\(path)"), headers: headers, body: body, rule: rule,
        deadline: deadline, maxResponseBytes: maxResponseBytes, isIdempotent: isIdempotent)
}

/// The error that sending throws.
func failure(_ client: HTTPClient, _ request: UpstreamRequest) async -> UpstreamError? {
    do throws(UpstreamError) { _ = try await client.send(request) } catch { return error }
    return nil
}

/// Expects sending to throw that error.
func expect(
    _ expected: UpstreamError, from client: HTTPClient, _ request: @autoclosure () throws -> UpstreamRequest,
    at place: SourceLocation = #_sourceLocation
) async throws {
    let error = await failure(client, try request())
    #expect(error == expected, sourceLocation: place)
}

@Suite("Upstream client", .timeLimit(.minutes(1)))
struct UpstreamClientTests {
    private static let plain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello"

    @Test("A request arrives as it was made, and the answer comes back whole")
    func wholeAnswer() async throws {
        let peer = try ScriptedPeer(steps: [.receive, .send(Self.plain), .hold])
        defer { peer.stop() }
        let header = try #require(UpstreamHeader("X-Sayso-Session", "s-1"))
        let answer = try await withClient { client in
            try await client.send(request(peer, .post, path: "/a?b=c", body: Array("{}".utf8), headers: [header]))
        }
        #expect(answer.status == 200)
        #expect(answer.body == Array("hello".utf8))
        #expect(answer.head.header("x-a") == "b")
        let sent = String(decoding: try #require(peer.requests.first), as: UTF8.self)
        #expect(sent.hasPrefix("POST /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:\(peer.port)\r\n"))
        #expect(sent.contains("\r\nx-sayso-session: s-1\r\n"))
        #expect(sent.hasSuffix("\r\n\r\n{}"))
        for absent in ["Expect:", "User-Agent", "Cookie", "Accept-Encoding", "application/x-www-form-urlencoded"] {
            #expect(!sent.contains(absent), "\(absent)")
        }
    }

    @Test("A stream gives each chunk as it arrives")
    func chunks() async throws {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        let peer = try ScriptedPeer(steps: [
            .receive, .send(head + "3\r\none\r\n"), .pause(.milliseconds(30)), .send("3\r\ntwo\r\n0\r\n\r\n"), .hold,
        ])
        defer { peer.stop() }
        let events = try await withClient { client in
            var events: [UpstreamEvent] = []
            for try await event in client.stream(try request(peer)) { events.append(event) }
            return events
        }
        #expect(events.dropFirst() == [.chunk(Array("one".utf8)), .chunk(Array("two".utf8))])
    }

    @Test("A redirect is an answer, not a way")
    func redirect() async throws {
        let target = try ScriptedPeer(steps: [.receive, .send(Self.plain)])
        let text = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:\(target.port)/\r\nContent-Length: 0\r\n\r\n"
        let peer = try ScriptedPeer(steps: [.receive, .send(text), .hold])
        let answer = try await withClient { client in try await client.send(request(peer)) }
        #expect(answer.status == 302)
        #expect(target.requests.isEmpty)
    }

    @Test("A cookie is not kept")
    func cookies() async throws {
        let text = "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n"
        let peer = try ScriptedPeer(steps: [.receive, .send(text), .receive, .send(text), .hold])
        _ = try await withClient { client in
            _ = try await client.send(request(peer))
            _ = try await client.send(request(peer))
        }
        #expect(peer.requests.count == 2)
        #expect(!peer.requests.contains { String(decoding: $0, as: UTF8.self).lowercased().contains("cookie") })
    }

    @Test("What the rule forbids is not sent")
    func forbidden() async throws {
        let peer = try ScriptedPeer(steps: [.receive, .send(Self.plain)])
        try await withClient { client in
            var plain = try request(peer)
            plain.rule.allowsPlainLoopback = false
            try await expect(.forbidden(.scheme), from: client, plain)
            plain.rule = try #require(EgressRule(hosts: ["example.com"], allowsPlainLoopback: true))
            try await expect(.forbidden(.host), from: client, plain)
            plain.url = try WebURL("https://127.0.0.1:\(peer.port)/")
            plain.rule = try #require(EgressRule(hosts: ["127.0.0.1:\(peer.port)"]))
            try await expect(.forbidden(.address(.loopback)), from: client, plain)
        }
        #expect(peer.requests.isEmpty)
    }

    @Test("A name with one forbidden address among allowed ones is refused")
    func mixedAnswer() async throws {
        try await withClient(addresses: [.v4(127, 0, 0, 1), .v4(10, 0, 0, 1)]) { client in
            let peer = try ScriptedPeer(steps: [.receive, .send(Self.plain)])
            var mixed = try request(peer)
            mixed.url = try WebURL("http://name.test:\(peer.port)/")
            mixed.rule = try #require(EgressRule(hosts: ["name.test"], allowsPlainLoopback: true))
            try await expect(.forbidden(.address(.privateNetwork)), from: client, mixed)
            #expect(peer.requests.isEmpty)
        }
    }

    @Test("The name is kept for the server while the connection goes to the pinned address")
    func pinned() async throws {
        let peer = try ScriptedPeer(steps: [.receive, .send(Self.plain), .hold])
        try await withClient(addresses: [.v4(127, 0, 0, 1)]) { client in
            var named = try request(peer)
            named.url = try WebURL("http://name.test:\(peer.port)/")
            named.rule = try #require(EgressRule(hosts: ["name.test"], allowsPlainLoopback: true))
            #expect(try await client.send(named).status == 200)
        }
        let sent = String(decoding: try #require(peer.requests.first), as: UTF8.self)
        #expect(sent.contains("Host: name.test:\(peer.port)\r\n"))
    }

    @Test("A kept connection is used again only for the same pin")
    func keptConnections() async throws {
        let peer = try ScriptedPeer { _ in [.receive, .send(Self.plain), .receive, .send(Self.plain), .hold] }
        let answers = Mutex<[[NetworkAddress]]>([[.v4(127, 0, 0, 1)], [.v4(127, 0, 0, 1)], [.v4(127, 0, 0, 2)]])
        let loop = try EventLoop(name: "upstream-test")
        let pool = WorkerPool(name: "names", threads: 1, queueLimit: 8)
        let resolver = NameResolver(
            pool: pool, lifetime: .zero,
            find: { _ in
                answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
            })
        let client = HTTPClient(loop: loop, resolver: resolver)
        var named = try request(peer)
        named.url = try WebURL("http://name.test:\(peer.port)/")
        named.rule = try #require(EgressRule(hosts: ["name.test"], allowsPlainLoopback: true))
        _ = try await client.send(named)
        _ = try await client.send(named)
        #expect(peer.requests.count == 2)
        // 127.0.0.2 is another address, where nobody listens: the connection to 127.0.0.1 must not serve it.
        try await expect(.unreachable, from: client, named)
        await client.shutdown()
        loop.stop()
    }

    @Test("A request that must not be sent twice never travels on a kept connection")
    func freshConnections() async throws {
        // The first connection is closed by the peer after its answer, as a server does with idle ones.
        let peer = try ScriptedPeer { _ in [.receive, .send(Self.plain), .receive, .reset] }
        try await withClient { client in
            _ = try await client.send(request(peer))
            #expect(try await client.send(request(peer, .post, body: [1], isIdempotent: false)).status == 200)
        }
        #expect(peer.requests.count == 2)
    }

    @Test("The next address is tried when one does not answer")
    func nextAddress() async throws {
        let peer = try ScriptedPeer(steps: [.receive, .send(Self.plain), .hold])
        try await withClient(addresses: [.v4(127, 0, 0, 2), .v4(127, 0, 0, 1)]) { client in
            var named = try request(peer)
            named.url = try WebURL("http://name.test:\(peer.port)/")
            named.rule = try #require(EgressRule(hosts: ["name.test"], allowsPlainLoopback: true))
            #expect(try await client.send(named).status == 200)
        }
    }

    @Test("A hundred requests at once all come back, each with its own answer")
    func many() async throws {
        let peer = try ScriptedPeer { number in
            let body = "answer \(number)"
            return [.receive, .send("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body), .hold]
        }
        defer { peer.stop() }
        let fresh = try request(peer, isIdempotent: false)
        let bodies = try await withClient { client in
            try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<100 { group.addTask { try await client.send(fresh).body } }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
        }
        #expect(bodies == Set((1...100).map { Array("answer \($0)".utf8) }))
    }
}
