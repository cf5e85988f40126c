import Primitives
import Testing

@testable import Wire

/// What a parser makes of a stream: the requests it accepted, and the error if there was one.
private func parse(
    _ bytes: [UInt8], piece: Int = .max, limits: HTTPHeadLimits = HTTPHeadLimits(), bodyLimit: Int = 1 << 20
) -> (requests: [(HTTPRequestHead, [UInt8])], error: HTTPRequestError?) {
    var parser = HTTPRequestParser(limits: limits)
    var requests: [(HTTPRequestHead, [UInt8])] = []
    var head: HTTPRequestHead?
    var rest = bytes[...]
    do throws(HTTPRequestError) {
        while !rest.isEmpty {
            parser.append(rest.prefix(piece))
            rest = rest.dropFirst(piece)
            while let event = try parser.next() {
                switch event {
                case .head(let next):
                    head = next
                    try parser.allowBody(upTo: bodyLimit)
                case .body(let body): if let head { requests.append((head, body)) }
                }
            }
        }
        return (requests, nil)
    } catch { return (requests, error) }
}

private func parse(_ text: String, piece: Int = .max) -> (
    requests: [(HTTPRequestHead, [UInt8])], error: HTTPRequestError?
) {
    parse(Array(text.utf8), piece: piece)
}

@Suite("HTTP requests")
struct HTTPRequestParserTests {
    @Test("There are at least 300 malformed cases")
    func enough() {
        print("Malformed requests: \(HTTPMalformedCases.all.count)")
        #expect(HTTPMalformedCases.all.count >= 300)
    }

    @Test("No malformed request is accepted, in one piece or byte by byte", arguments: HTTPMalformedCases.all)
    func malformed(_ example: HTTPMalformedCases.Case) {
        let whole = parse(example.bytes)
        #expect(whole.requests.isEmpty)
        let bytewise = parse(example.bytes, piece: 1)
        #expect(bytewise.requests.isEmpty)
        #expect(whole.error == bytewise.error)
        guard let status = whole.error?.status else { return }
        #expect((400...431).contains(status) || status == 501 || status == 505)
    }

    @Test("Every malformed case but the unfinished ones gets an error at once, without waiting for more")
    func prompt() {
        let waiting = HTTPMalformedCases.all.filter { parse($0.bytes).error == nil }
        #expect(
            waiting.map(\.rule).allSatisfy { $0.hasPrefix("chunk: 3\r\nabc\r\n0\r\n\r") || $0.hasPrefix("byte 13") })
    }

    @Test("A request's parts are read as they were sent")
    func parts() throws {
        let text =
            "POST /v1/a%20b/?q=1&r=?/ HTTP/1.1\r\nHost: example.com:8443\r\nX-Y:\t one two \r\nx-y: 3\r\nEmpty:\r\n"
        let (requests, error) = parse("\(text)Content-Length: 4\r\nConnection: Close\r\n\r\nabcd")
        #expect(error == nil)
        let (head, body) = try #require(requests.first)
        #expect(head.method == .post && head.path == "/v1/a%20b/" && head.query == "q=1&r=?/")
        #expect(head.host == "example.com:8443")
        #expect(head.headers(named: "X-y") == ["one two", "3"])
        #expect(head.header("empty") == "" && head.header("absent") == nil)
        #expect(head.wantsClose && !head.expectsContinue)
        #expect(body == Array("abcd".utf8))
    }

    @Test(
        "Requests at the edge of what is allowed are accepted",
        arguments: [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS /a HTTP/1.1\r\nhost:[::1]:80\r\n\r\n",
            "GET /?a?b/c HTTP/1.1\r\nHost: 1.2.3.4:65535\r\n\r\n", "GET /a/ HTTP/1.1\r\nHost: [2001:db8::1]\r\n\r\n",
            "DELETE /a..b/...c HTTP/1.1\r\nHost: a_b-c.d\r\n\r\n", "GET /%C3%A9/%20 HTTP/1.1\r\nHost: a\r\n\r\n",
            "PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n",
            "PATCH / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 1\r\n\r\nx",
        ])
    func allowed(_ text: String) {
        for piece in [1, 2, 7, Int.max] {
            let (requests, error) = parse(text, piece: piece)
            #expect(requests.count == 1 && error == nil)
        }
    }

    @Test("Chunks are joined, whatever pieces they come in")
    func chunks() throws {
        let text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let body = "5\r\nhello\r\n1\r\n \r\n0000000A\r\n\r\n67890123\r\n000\r\n\r\n"
        for piece in 1...40 {
            let (requests, error) = parse(text + body, piece: piece)
            #expect(error == nil)
            #expect(requests.first?.1 == Array("hello \r\n67890123".utf8))
        }
    }

    @Test("Pipelined requests keep their order and their bodies")
    func pipelining() {
        let one = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 35\r\n\r\nGET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
        let two = "POST /2 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        let bytes = Array((one + "xx" + two + "GET /3 HTTP/1.1\r\nHost: a\r\n\r\n").utf8)
        for piece in [1, 3, 64, Int.max] {
            let (requests, error) = parse(bytes, piece: piece)
            #expect(error == nil)
            #expect(requests.map(\.0.path) == ["/1", "/2", "/3"])
        }
    }

    @Test("Bounds: request line 414, head and fields 431, body 413, each exactly at its bound")
    func bounds() {
        let limits = HTTPHeadLimits(requestLine: 100, size: 400, fields: 3)
        func head(path: Int = 1, fields: Int = 0, filler: Int = 0) -> [UInt8] {
            let path = "/" + String(repeating: "p", count: path - 1)
            let fields = String(repeating: "F: v\r\n", count: fields)
            let filler = filler > 0 ? "X: \(String(repeating: "x", count: filler))\r\n" : ""
            return Array("GET \(path) HTTP/1.1\r\nHost: a\r\n\(fields)\(filler)\r\n".utf8)
        }
        #expect(parse(head(path: 87), limits: limits).error == nil)
        #expect(parse(head(path: 88), limits: limits).error == .requestLineTooLong)
        #expect(parse(head(fields: 2), limits: limits).error == nil)
        #expect(parse(head(fields: 3), limits: limits).error == .tooManyFields)
        let fits = 400 - head(filler: 1).count
        #expect(parse(head(filler: fits), limits: limits).error == nil)
        #expect(parse(head(filler: fits + 20), limits: limits).error == .headTooLarge)
        let post = "POST / HTTP/1.1\r\nHost: a\r\n"
        let counted = Array("\(post)Content-Length: 10\r\n\r\n0123456789".utf8)
        #expect(parse(counted, bodyLimit: 10).error == nil)
        #expect(parse(counted, bodyLimit: 9).error == .bodyTooLarge)
        let chunked = Array("\(post)Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n".utf8)
        #expect(parse(chunked, bodyLimit: 10).error == nil)
        #expect(parse(chunked, bodyLimit: 9).error == .bodyTooLarge)
    }

    @Test("Nothing of a request is accepted before its last byte")
    func prefixes() {
        let text = Array("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n".utf8)
        for count in 0..<text.count {
            let (requests, error) = parse(Array(text[..<count]))
            #expect(requests.isEmpty && error == nil)
        }
    }

    @Test("10,000 mutated requests crash nothing and do not depend on how they are cut")
    func mutations() {
        let seed: UInt64 = 0x5A79_0001
        print("HTTP mutations: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let good = [
            "POST /v1/x?a=b HTTP/1.1\r\nHost: a.example:8080\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello",
            "PUT / HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\r\n",
        ].map { Array($0.utf8) }
        var accepted = 0
        var differing: [[UInt8]] = []
        for _ in 0..<10_000 {
            var bytes = good[Int.random(in: 0..<3, using: &generator)]
            mutate(&bytes, using: &generator)
            let whole = parse(bytes)
            let cut = parse(bytes, piece: Int.random(in: 1...9, using: &generator))
            if whole.error != cut.error || whole.requests.count != cut.requests.count { differing.append(bytes) }
            accepted += whole.requests.count
        }
        #expect(differing.isEmpty)
        #expect(accepted > 100 && accepted < 10_000)
    }
}

/// Changes some bytes: overwritten, dropped, doubled, or a piece copied elsewhere.
func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
    let interesting: [UInt8] = [0, 9, 10, 13, 32, 0x2C, 0x3A, 0x3B, 0x25, 0x7F, 0x80, 0xFF]
    for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes[index] = interesting.randomElement(using: &generator) ?? 0
        case 2: bytes.remove(at: index)
        case 3: bytes.insert(bytes[index], at: index)
        default:
            let end = min(bytes.count, index + Int.random(in: 1...20, using: &generator))
            bytes.insert(contentsOf: bytes[index..<end], at: Int.random(in: 0...bytes.count, using: &generator))
        }
    }
}
