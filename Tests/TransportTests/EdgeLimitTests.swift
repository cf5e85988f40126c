import Glibc
import Platform
import Primitives
import Testing
import Wire

@testable import Transport

@Suite("Limits and deadlines of the edge", .serialized)
struct EdgeLimitTests {
    private let upgrade = """
        GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 13\r\n\
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n
        """

    /// Sends `bytes` one by one, one each few milliseconds, until the server ends the connection; how long that took.
    private func trickle(_ probe: HTTPProbe, _ bytes: [UInt8]) -> (Duration, [UInt8]) {
        let start = SystemClock.now()
        var answer: [UInt8] = []
        for byte in bytes {
            guard (try? probe.send([byte])) != nil else { break }
            let (more, ended) = probe.read(timeout: .milliseconds(10))
            answer += more
            if ended { break }
        }
        return (SystemClock.now() - start, answer)
    }

    @Test("A head that trickles is cut off at its deadline")
    func slowHead() async throws {
        var limits = EdgeLimits()
        limits.headDeadline = .milliseconds(150)
        try await withEdge(limits: limits) { edge in
            let slow = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 2000)
            let (time, answer) = trickle(try edge.probe(), Array(slow.utf8))
            #expect(HTTPProbe.status(of: answer) == 408)
            #expect(time >= .milliseconds(100) && time < .seconds(30))
            #expect(edge.counters.wait { $0.refused[.headDeadline] == 1 })
        }
    }

    @Test("A body that trickles is cut off at its deadline")
    func slowBody() async throws {
        var limits = EdgeLimits()
        limits.bodyDeadline = .milliseconds(150)
        try await withEdge(limits: limits) { edge in
            let probe = try edge.probe()
            try probe.send(Array("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n".utf8))
            let (time, answer) = trickle(probe, [UInt8](repeating: 1, count: 5000))
            #expect(HTTPProbe.status(of: answer) == 408)
            #expect(time >= .milliseconds(100) && time < .seconds(30))
            #expect(edge.counters.wait { $0.refused[.bodyDeadline] == 1 })
        }
    }

    @Test("A handshake that trickles is cut off at its deadline")
    func slowHandshake() async throws {
        var limits = EdgeLimits()
        limits.handshakeDeadline = .milliseconds(150)
        try await withEdge(tls: true, limits: limits) { edge in
            let probe = try HTTPProbe(host: "127.0.0.1", port: edge.server.port, security: .plaintext)
            let hello: [UInt8] = [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC] + [UInt8](repeating: 3, count: 500)
            let (time, _) = trickle(probe, hello)
            #expect(time >= .milliseconds(100) && time < .seconds(30))
            #expect(edge.counters.wait { $0.refused[.handshakeDeadline] == 1 })
        }
    }

    @Test("A connection that says nothing, and one that says no more, are ended")
    func idle() async throws {
        var limits = EdgeLimits()
        (limits.headDeadline, limits.keepAliveDeadline) = (.milliseconds(80), .milliseconds(80))
        try await withEdge(limits: limits) { edge in
            let last = try edge.probe().read()
            #expect(last.ended)
            let probe = try edge.probe()
            try probe.send(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            let (answer, ended) = probe.read()
            #expect(HTTPProbe.status(of: answer) == 200)
            #expect(ended)
        }
    }

    @Test("A handler that takes too long is given up")
    func slowHandler() async throws {
        var limits = EdgeLimits()
        limits.answerDeadline = .milliseconds(80)
        try await withEdge(limits: limits) { edge in
            let answer = try edge.exchange("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(HTTPProbe.status(of: answer) == 503)
            #expect(edge.counters.wait { $0.refused[.answerDeadline] == 1 })
        }
    }

    @Test("A reader that takes nothing, or a trickle, is cut off", arguments: [false, true])
    func slowReader(trickles: Bool) async throws {
        var limits = EdgeLimits()
        (limits.writeDeadline, limits.slowestReader) = (.milliseconds(200), 1 << 30)
        try await withEdge(tls: true, limits: limits) { edge in
            let probe = try edge.probe()
            try probe.send(Array("GET /big HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            while trickles, edge.counters.refusals(.slowReader) == 0 {
                let (bytes, _) = probe.read(timeout: .milliseconds(5)) { !$0.isEmpty }
                if bytes.isEmpty { break }
            }
            #expect(edge.counters.wait { $0.refused[.slowReader] == 1 && $0.closed == 1 })
        }
    }

    @Test("A WebSocket whose peer does not read is cut when its buffer is full")
    func fullBuffer() async throws {
        var limits = EdgeLimits()
        limits.outboundBuffer = 1 << 20
        try await withEdge(limits: limits) { edge in
            let probe = try edge.probe()
            try probe.send(Array(upgrade.utf8))
            _ = probe.read { has($0, "\r\n\r\n") }
            var frame: [UInt8] = []
            WebSocketFrame.append(.text, Array("flood".utf8), mask: 0, to: &frame)
            try probe.send(frame)
            #expect(edge.counters.wait { $0.refused[.slowReader] == 1 })
            #expect(edge.handler.closeCodes(1) == [nil])
        }
    }

    @Test("Connections above the bounds, in all and of one address, are refused")
    func connections() async throws {
        var limits = EdgeLimits()
        limits.connectionsPerAddress = 3
        try await withEdge(loops: 2, limits: limits) { edge in
            let probes = try (0..<3).map { _ in try edge.probe() }
            for probe in probes {
                try probe.send(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
                #expect(HTTPProbe.status(of: probe.read { has($0, "hello") }.bytes) == 200)
            }
            #expect(edge.refusesConnections())
            #expect(edge.counters.wait { $0.refused[.addressLimit] == 1 })
            #expect(edge.server.connectionCount == 3)
        }
        limits.connections = 0
        try await withEdge(limits: limits) { edge in
            #expect(edge.refusesConnections())
            #expect(edge.counters.wait { $0.refused[.connectionLimit] == 1 })
        }
    }

    @Test("Clients of one IPv6 network count as one, IPv4 addresses each")
    func clients() throws {
        let first = try #require(SocketAddress("2001:db8::1", port: 0))
        let second = try #require(SocketAddress("2001:db8::2:0:0:1", port: 0))
        let other = try #require(SocketAddress("2001:db8:0:1::1", port: 0))
        #expect(first.client == second.client && first.client != other.client)
        #expect(SocketAddress("10.0.0.1", port: 0)?.client != SocketAddress("10.0.0.2", port: 0)?.client)
        #expect(SocketAddress("::1", port: 0)?.text == "::1")
        #expect(SocketAddress("localhost", port: 0) == nil)
    }

    @Test("Stopping finishes the request in flight, closes WebSockets with 1001 and leaves no descriptor open")
    func gracefulStop() async throws {
        let before = openDescriptors()
        var limits = EdgeLimits()
        limits.closeDeadline = .milliseconds(50)
        for _ in 0..<10 {
            let edge = try Edge(tls: true, loops: 2, limits: limits)
            let socket = try edge.connect()
            let idle = try edge.probe()
            let busy = try edge.probe()
            let ticket = edge.handler.arrived.ticket()
            try busy.send(Array("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
            edge.handler.arrived.wait(since: ticket)
            async let stopped: Void = edge.server.stop(grace: .seconds(5))
            #expect(socket.waitForEnd(timeout: .seconds(5)) == 1001)
            #expect(idle.read().ended)
            edge.handler.release()
            let (answer, ended) = busy.read()
            #expect(has(answer, "connection: close\r\n\r\nlate"))
            #expect(ended)
            await stopped
            #expect(edge.server.connectionCount == 0)
            await edge.stop()
        }
        #expect(openDescriptors() < before + 30)
    }

    @Test("A peer that never ends its side is cut at the end of the grace")
    func gracelessPeer() async throws {
        let edge = try Edge()
        let probe = try edge.probe()
        try probe.send(Array(upgrade.utf8))
        _ = probe.read { has($0, "\r\n\r\n") }
        let start = SystemClock.now()
        await edge.server.stop(grace: .milliseconds(100))
        #expect(SystemClock.now() - start < .seconds(30))
        await edge.stop()
    }
}
