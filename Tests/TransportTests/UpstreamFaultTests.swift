import Platform
import Primitives
import Synchronization
import Testing
import Wire

@testable import Transport

@Suite("Upstream faults", .timeLimit(.minutes(1)))
struct UpstreamFaultTests {
    typealias Step = ScriptedPeer.Step

    @Test(
        "A faulty answer is an error of its kind",
        arguments: [
            ([.receive], .broken), ([.receive, .reset], .broken),
            ([.receive, .send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhel")], .broken),
            ([.receive, .send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhel"), .reset], .broken),
            ([.receive, .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe")], .broken),
            ([.receive, .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")], .broken),
            ([.receive, .send("garbage\r\n\r\n")], .malformed),
            ([.receive, .send("SSH-2.0-OpenSSH\r\n")], .malformed),
            ([.receive, .send("HTTP/1.1 999 no\r\n\r\n")], .malformed),
            ([.receive, .send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")], .tooLarge),
            ([.receive, .send("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "x", count: 2000))], .tooLarge),
            (
                [.receive, .send("HTTP/1.1 200 OK\r\n" + String(repeating: "A: b\r\n", count: 200) + "\r\n")],
                .tooLarge
            ),
            ([.receive, .send("HTTP/1.1 200 OK\r\nA: \(String(repeating: "x", count: 70_000))\r\n\r\n")], .tooLarge),
        ] as [([Step], UpstreamError)])
    func faults(_ steps: [Step], _ expected: UpstreamError) async throws {
        let peer = try ScriptedPeer(steps: steps)
        defer { peer.stop() }
        try await withClient { client in
            try await expect(expected, from: client, request(peer, maxResponseBytes: 1000))
        }
    }

    @Test(
        "A peer that does not come to an end is cut off at the deadline",
        arguments: [
            [.hold], [.receive, .hold], [.receive, .send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nx"), .hold],
            [.receive, .send("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")]
                + Array(repeating: [.send("x"), .pause(.milliseconds(20))], count: 100).flatMap(\.self),
        ] as [[Step]])
    func deadline(_ steps: [Step]) async throws {
        let peer = try ScriptedPeer(steps: steps)
        defer { peer.stop() }
        try await withClient { client in
            let start = SystemClock.now()
            try await expect(.timedOut, from: client, request(peer, deadline: .milliseconds(150)))
            #expect(SystemClock.now() - start < .seconds(30))
        }
    }

    @Test("Cancelling the task closes the connection")
    func cancellation() async throws {
        let peer = try ScriptedPeer(steps: [.receive, .hold])
        defer { peer.stop() }
        try await withClient { client in
            let held = try request(peer, deadline: .seconds(60))
            let task = Task { await failure(client, held) }
            var events = peer.events.makeAsyncIterator()
            _ = await events.next()
            task.cancel()
            #expect(await task.value == .cancelled)
            #expect(await events.next() == .closed(connection: 1))
        }
    }

    @Test("Ending the iteration of a stream closes the connection")
    func endedIteration() async throws {
        let peer = try ScriptedPeer(steps: [
            .receive, .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n"), .hold,
        ])
        defer { peer.stop() }
        try await withClient { client in
            for try await event in client.stream(try request(peer)) {
                if case .chunk = event { break }
            }
            var events = peer.events.makeAsyncIterator()
            _ = await events.next()
            #expect(await events.next() == .closed(connection: 1))
        }
    }

    @Test("A name look-up that hangs ends at the deadline, and a full pool refuses")
    func lookUps() async throws {
        let gate = Condition()
        let ticket = gate.ticket()
        defer { gate.signal() }
        let loop = try EventLoop(name: "upstream-test")
        let pool = WorkerPool(name: "names", threads: 1, queueLimit: 1)
        let resolver = NameResolver(
            pool: pool,
            find: { _ in
                gate.wait(since: ticket)
                return []
            })
        let client = HTTPClient(loop: loop, resolver: resolver)
        let rule = try #require(EgressRule(hosts: ["a.test", "b.test", "c.test"]))
        func slow(_ host: String) throws -> UpstreamRequest {
            UpstreamRequest(.get, try WebURL("https://\(host)/"), rule: rule, deadline: .milliseconds(50))
        }
        try await expect(.timedOut, from: client, slow("a.test"))
        try await expect(.timedOut, from: client, slow("b.test"))
        try await expect(.overloaded, from: client, slow("c.test"))
        await client.shutdown()
        loop.stop()
    }

    @Test("Requests for one name at the same time share one look-up")
    func sharedLookUp() async throws {
        let asked = Mutex(0)
        let gate = Condition()
        let ticket = gate.ticket()
        let pool = WorkerPool(name: "names", threads: 1, queueLimit: 1)
        let resolver = NameResolver(
            pool: pool,
            find: { _ in
                asked.withLock { $0 += 1 }
                gate.wait(since: ticket)
                return [.v4(1, 1, 1, 1)]
            })
        let races = (0..<50).map { _ in Race<[NetworkAddress]>() }
        for race in races {
            let isKnown = resolver.lookUp("a.test") { race.finish($0) }
            #expect(!isKnown)
        }
        gate.signal()
        for race in races {
            let addresses = try await race.outcome().get()
            #expect(addresses == [.v4(1, 1, 1, 1)])
        }
        #expect(asked.withLock { $0 } == 1)
        let isKnown = resolver.lookUp("a.test") { _ in }
        #expect(isKnown)
        pool.stop()
    }

    @Test("Nobody listening is unreachable, no address unresolvable")
    func nobody() async throws {
        let peer = try ScriptedPeer(steps: [])
        peer.stop()
        try await withClient(addresses: []) { client in
            try await expect(.unresolvable, from: client, request(peer))
        }
        try await withClient { client in
            var none = try request(peer)
            none.url = try WebURL("http://127.0.0.1:1/")
            try await expect(.unreachable, from: client, none)
        }
    }

    @Test("The number of requests under way is bounded, and shutting down ends them")
    func bounds() async throws {
        let peer = try ScriptedPeer(steps: [.receive, .hold])
        defer { peer.stop() }
        let held = try request(peer, deadline: .seconds(60))
        try await withClient(configuration: .init(maximumRequests: 1)) { client in
            let first = Task { await failure(client, held) }
            var events = peer.events.makeAsyncIterator()
            _ = await events.next()
            try await expect(.overloaded, from: client, held)
            await client.shutdown()
            #expect(await first.value == .closed)
            try await expect(.closed, from: client, held)
        }
    }
}
