import Primitives
import Testing
import Wire

@testable import Transport

@Suite("WebSockets at the edge", .serialized)
struct EdgeWebSocketTests {
    @Test("Messages of every size class come back as they went", arguments: [false, true])
    func echo(tls: Bool) async throws {
        try await withEdge(tls: tls, loops: 2) { edge in
            let client = try edge.connect()
            for size in [0, 1, 125, 126, 320, 65_535, 65_536, 70_000] {
                let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                try client.send(binary: payload)
                #expect(try client.receive(timeout: .seconds(5)) == .binary(payload))
            }
            try client.send(text: Array("grüße".utf8))
            #expect(try client.receive(timeout: .seconds(5)) == .text(Array("grüße".utf8)))
            #expect(client.close() == 1000)
            #expect(edge.handler.closeCodes(1) == [1000])
        }
    }

    @Test("Messages cut into one-byte pieces and fragments come back whole")
    func pieces() async throws {
        try await withEdge { edge in
            let client = try edge.connect()
            var bytes: [UInt8] = []
            WebSocketFrame.append(.text, Array("ab".utf8), final: false, mask: 0x1234_5678, to: &bytes)
            WebSocketFrame.append(.ping, [1], mask: 7, to: &bytes)
            WebSocketFrame.append(.continuation, Array("cd".utf8), mask: 0xFFFF_0000, to: &bytes)
            for byte in bytes { try client.send(raw: [byte]) }
            #expect(try client.receive(timeout: .seconds(5)) == .text(Array("abcd".utf8)))
            client.close()
        }
    }

    @Test("A handler that closes ends the connection with its code")
    func handlerCloses() async throws {
        try await withEdge(tls: true) { edge in
            let client = try edge.connect()
            try client.send(text: Array("close".utf8))
            #expect(client.waitForEnd(timeout: .seconds(5)) == 4000)
            #expect(edge.handler.closeCodes(1) == [4000])
        }
    }

    @Test("A frame that breaks a rule ends the connection with the rule's code")
    func violations() async throws {
        try await withEdge { edge in
            for (bytes, code) in [
                ([0x81, 0x01, 0x61], 1002), ([0xC1, 0x80, 0, 0, 0, 0], 1002), ([0x81, 0x81, 0, 0, 0, 0, 0xFF], 1007),
                ([0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0x86, 0xA1, 0, 0, 0, 0], 1009),
            ] as [([UInt8], UInt16)] {
                let client = try edge.connect()
                try client.send(raw: bytes)
                #expect(client.waitForEnd(timeout: .seconds(5)) == code)
            }
            #expect(edge.counters.wait { $0.refused[.malformedWebSocket] == 4 })
            #expect(edge.handler.closeCodes(4) == [nil, nil, nil, nil])
        }
    }

    @Test("A flood of pings is cut off")
    func pings() async throws {
        try await withEdge { edge in
            let client = try edge.connect()
            var bytes: [UInt8] = []
            for _ in 0..<200 { WebSocketFrame.append(.ping, [], mask: 0, to: &bytes) }
            try client.send(raw: bytes)
            #expect(client.waitForEnd(timeout: .seconds(5)) == 1008)
        }
    }

    @Test("A peer that leaves without a word is noticed")
    func abandoned() async throws {
        try await withEdge { edge in
            let client = try edge.connect()
            try client.send(text: Array("a".utf8))
            _ = try client.receive(timeout: .seconds(5))
            client.abandon()
            #expect(edge.handler.closeCodes(1) == [nil])
        }
    }

    @Test("A silent peer is pinged, and cut when it does not answer")
    func silence() async throws {
        var limits = EdgeLimits()
        (limits.pingInterval, limits.idleDeadline) = (.milliseconds(40), .milliseconds(120))
        try await withEdge(limits: limits) { edge in
            let probe = try edge.probe()
            let key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
            try probe.send(
                Array("GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\(key)".utf8))
            let (answer, ended) = probe.read()
            #expect(ended)
            #expect(answer.suffix(4) == [0x89, 0, 0x89, 0])
            #expect(edge.counters.wait { $0.refused[.idleDeadline] == 1 })
            let client = try edge.connect()
            #expect(client.waitForEnd(timeout: .milliseconds(400)) == nil)
            try client.send(text: Array("alive".utf8))
            #expect(try client.receive(timeout: .seconds(5)) == .text(Array("alive".utf8)))
            client.close()
        }
    }
}
