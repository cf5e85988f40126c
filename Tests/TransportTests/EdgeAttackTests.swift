import Primitives
import Testing
import Wire

@testable import Transport

@Suite("Attacks on the edge", .serialized)
struct EdgeAttackTests {
    private let good = Array("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8)

    private func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.insert(bytes[index], at: index)
            default: if bytes.count > 1 { bytes.remove(at: index) }
            }
        }
        return bytes
    }

    /// Sends bytes, ends this side, and gives what came back.
    private func say(_ bytes: [UInt8], to edge: Edge) throws -> [UInt8] {
        let probe = try edge.probe()
        try? probe.send(bytes)
        probe.finishSending()
        return probe.read().bytes
    }

    private func isServed(_ edge: Edge) throws -> Bool {
        let answer = try HTTPProbe.exchange(good, host: "127.0.0.1", port: edge.server.port, security: edge.security)
        return HTTPProbe.status(of: answer) == 200
    }

    @Test("No malformed request gets a 2xx or a 101 over a socket, and the server goes on")
    func malformed() async throws {
        try await withEdge(loops: 2) { edge in
            for example in HTTPMalformedCases.all {
                let status = HTTPProbe.status(of: try say(example.bytes, to: edge))
                #expect(status == 0 || status >= 400, "\(example.rule)")
            }
            #expect(try isServed(edge))
        }
    }

    @Test("500 mutated requests and 500 mutated frames over sockets crash nothing and leave nothing behind")
    func mutations() async throws {
        let seed: UInt64 = 0x5A79_0003
        print("Socket mutations: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let post = Array(
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8)
        let key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        let open = Array("GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\(key)".utf8)
        var frames: [UInt8] = []
        WebSocketFrame.append(.text, Array("grüße".utf8), mask: 0x8899_AABB, to: &frames)
        WebSocketFrame.append(.ping, [1, 2, 3], mask: 5, to: &frames)
        WebSocketFrame.append(.close, WebSocketFrame.closePayload(code: 1000), mask: 5, to: &frames)
        try await withEdge(loops: 2) { edge in
            for _ in 0..<500 {
                _ = try say(mutated(post, &generator), to: edge)
                let probe = try edge.probe()
                try probe.send(open)
                _ = probe.read { has($0, "\r\n\r\n") }
                try? probe.send(mutated(frames, &generator))
                probe.finishSending()
                #expect(probe.read().ended)
            }
            #expect(try isServed(edge))
            #expect(edge.counters.wait { $0.opened == $0.closed })
        }
    }

    @Test("Mutated TLS streams crash nothing")
    func tls() async throws {
        let seed: UInt64 = 0x5A79_0004
        print("TLS mutations: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let identity = try Edge.identity.get()
        let (server, client) = (try TLSContext(server: identity), try TLSContext(clientWithSystemRoots: false))
        var finished = 0
        for round in 0..<300 {
            let pair = try TLSPair(server: server, client: client)
            let target = round % 8 == 0 ? Int.max : Int.random(in: 0..<6, using: &generator)
            let done = pair.talk { step, bytes in
                if step == target, !bytes.isEmpty { bytes = mutated(bytes, &generator) }
            }
            finished += done ? 1 : 0
        }
        #expect(finished >= 38)
        #expect(finished < 300)
    }

    @Test("Many connections that say nothing, or half a request, do not keep others from being served")
    func crowd() async throws {
        try await withEdge(tls: true) { edge in
            let silent = try (0..<100).map { _ in
                try HTTPProbe(host: "127.0.0.1", port: edge.server.port, security: .plaintext)
            }
            let half = try (0..<50).map { _ in try edge.probe() }
            for probe in half { try probe.send(Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Le".utf8)) }
            #expect(try isServed(edge))
            #expect(edge.server.connectionCount >= silent.count + half.count)
        }
    }
}

/// A server's and a client's TLS joined in memory.
final class TLSPair {
    private let server: TLSSession
    private let client: TLSSession

    init(server: TLSContext, client: TLSContext) throws {
        self.server = try TLSSession(serving: server)
        self.client = try TLSSession(connecting: client, serverName: nil)
    }

    /// Shakes hands and passes a message, letting `change` tamper with each flight; whether the message arrived.
    func talk(_ change: (Int, inout [UInt8]) -> Void) -> Bool {
        do {
            var (flight, step) = ([UInt8](), 0)
            while !server.isEstablished || !client.isEstablished {
                guard step < 8 else { return false }
                flight = try exchange(step % 2 == 0 ? client : server, flight) { _ = try $0.handshake() }
                change(step, &flight)
                step += 1
            }
            let words: [UInt8] = [1, 2, 3]
            var message = try exchange(client, []) { session in
                _ = try unsafe words.withUnsafeBytes { try unsafe session.write($0) }
            }
            change(step, &message)
            var plain = [UInt8](repeating: 0, count: 64)
            var result = TLSSession.Step.needsMore
            _ = try exchange(server, message) { session in
                result = try unsafe plain.withUnsafeMutableBytes { try unsafe session.read(into: $0) }
            }
            return result == .bytes(3)
        } catch {
            return false
        }
    }

    private func exchange(_ session: TLSSession, _ input: [UInt8], _ body: (TLSSession) throws -> Void) throws
        -> [UInt8]
    {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { unsafe room.deallocate() }
        return try unsafe input.withUnsafeBytes { bytes in
            unsafe session.lend(input: bytes, output: room)
            defer { session.reclaim() }
            try body(session)
            let count = session.takeOutput()
            return unsafe Array(room[..<count])
        }
    }
}
