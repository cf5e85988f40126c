import Primitives
import Testing
import Wire

@testable import Transport

@Suite("HTTP at the edge", .serialized)
struct EdgeHTTPTests {
    private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private let last = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    @Test("A request is answered, in plaintext and over TLS", arguments: [false, true])
    func answers(tls: Bool) async throws {
        try await withEdge(tls: tls) { edge in
            let answer = try edge.exchange(last)
            #expect(HTTPProbe.status(of: answer) == 200)
            #expect(has(answer, "content-length: 5\r\nconnection: close\r\n\r\nhello"))
        }
    }

    @Test("Pipelined requests are answered in order on one connection, more than one turn of them")
    func pipelining() async throws {
        try await withEdge { edge in
            let posts = (0..<100).map { "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n\(100 + $0)" }
            let answer = try edge.exchange(posts.joined() + last)
            let bodies = String(decoding: answer, as: UTF8.self).components(after: "\r\n\r\n", length: 3)
            #expect(bodies.prefix(100) == (100..<200).map { String($0) }[...])
            #expect(edge.counters.current.answered[200] == 101)
        }
    }

    @Test("A request that waits for its handler holds back the ones behind it")
    func order() async throws {
        try await withEdge { edge in
            let probe = try edge.probe()
            let ticket = edge.handler.arrived.ticket()
            try probe.send(Array("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n\(last)".utf8))
            edge.handler.arrived.wait(since: ticket)
            edge.handler.release()
            let answer = probe.read().bytes
            #expect(has(answer, "late"))
            #expect(has(answer, "hello"))
        }
    }

    @Test("A body in chunks, in one byte at a time, arrives whole")
    func chunks() async throws {
        try await withEdge { edge in
            let probe = try edge.probe()
            let text = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            for byte in Array("\(text)4\r\nabcd\r\n3\r\nefg\r\n0\r\n\r\n".utf8) { try probe.send([byte]) }
            #expect(has(probe.read().bytes, "\r\n\r\nabcdefg"))
        }
    }

    @Test("HEAD gets the length but no body")
    func head() async throws {
        try await withEdge { edge in
            let answer = try edge.exchange("HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(has(answer, "content-length: 5\r\n"))
            #expect(!has(answer, "hello"))
        }
    }

    @Test("Expect: 100-continue is met before the body and refused when the body is too large")
    func expectation() async throws {
        try await withEdge { edge in
            let probe = try edge.probe()
            let head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n"
            try probe.send(Array("\(head)Content-Length: 2\r\n\r\n".utf8))
            let first = probe.read { has($0, "\r\n\r\n") }.bytes
            #expect(first == Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            try probe.send(Array("hi".utf8))
            #expect(has(probe.read().bytes, "\r\n\r\nhi"))
            let refused = try edge.exchange("\(head)Content-Length: 100001\r\n\r\n")
            #expect(HTTPProbe.status(of: refused) == 413)
        }
    }

    @Test(
        "A broken request gets its status and the connection ends",
        arguments: [
            ("GET / HTTP/1.0\r\nHost: a\r\n\r\n", 505), ("GET / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\nHost: a\n\n", 400), ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n", 413),
            ("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n", 400),
            ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
            ("GET /ws HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            (
                "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                    + "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n", 426
            ),
            (
                "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\nsmuggled", 400
            ),
        ])
    func refusals(request: String, status: Int) async throws {
        try await withEdge { edge in
            let probe = try edge.probe()
            try probe.send(Array(request.utf8))
            let (answer, ended) = probe.read()
            #expect(HTTPProbe.status(of: answer) == status)
            #expect(ended)
        }
    }

    @Test("The handler learns the peer's address")
    func address() async throws {
        try await withEdge { edge in
            let answer = try edge.exchange("GET /address HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(has(answer, "\r\n\r\n127.0.0.1"))
        }
    }

    @Test("A large answer reaches a reader that keeps up, over TLS and in plaintext", arguments: [false, true])
    func large(tls: Bool) async throws {
        try await withEdge(tls: tls) { edge in
            let probe = try edge.probe()
            try probe.send(Array("GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8))
            var count = 0
            var ended = false
            while !ended, count < 64 << 20 {
                let (bytes, end) = probe.read { $0.count > 1 << 20 }
                (count, ended) = (count + bytes.count, end)
            }
            #expect(count > 32 << 20)
            #expect(count < (32 << 20) + 200)
        }
    }

    @Test("Only the bytes of the alphabet get into a header value, so an answer cannot be split")
    func splitting() {
        for byte in UInt8.min...UInt8.max {
            let text = String(decoding: [0x61, byte, 0x62], as: UTF8.self)
            let allowed = (0x20...0x7E).contains(byte) || byte == 9
            #expect((HTTPFieldValue(text) != nil) == allowed)
        }
        let split = "a\r\nset-cookie: b"
        #expect(HTTPFieldValue(split) == nil)
        #expect(HTTPFieldName("a\r\nb") == nil)
    }
}

extension String {
    /// What follows each occurrence of `mark`, `length` characters of it.
    func components(after mark: String, length: Int) -> [String] {
        var found: [String] = []
        let (bytes, mark) = (Array(utf8), Array(mark.utf8))
        for index in bytes.indices where bytes[index...].starts(with: mark) {
            let rest = bytes[(index + mark.count)...].prefix(length)
            if rest.count == length { found.append(String(decoding: rest, as: UTF8.self)) }
        }
        return found
    }
}
