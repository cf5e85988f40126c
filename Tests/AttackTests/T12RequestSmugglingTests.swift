import Testing
import Wire

/// ThreatModel/T12-request-smuggling.md: two parsers disagree about where a request ends. Each case hides a second request
/// in the first; the parser must refuse the first, and so never see the second. `Tests/WireTests/HTTPMalformedCases.swift`
/// tries each rule in every place.
@Suite("T12 request smuggling")
struct T12RequestSmugglingTests {
    private static let hidden = "GET /metrics HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n"

    /// A POST with those framing fields and a body that holds the hidden request.
    private static func post(_ fields: String, _ body: String = "0\r\n\r\n" + hidden) -> String {
        "POST /v1/realtime/client_secrets HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)"
    }

    private static let cases: [String] = [
        post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"),
        post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"),
        post("Content-Length: 0\r\nContent-Length: 50\r\n"), post("Content-Length: 5, 5\r\n"),
        post("Content-Length: +5\r\n"),
        post("Content-Length: 0x5\r\n"), post("Content-Length: 5 5\r\n"), post("Content-Length: -1\r\n"),
        post("Content-Length:\r\n"),
        post("Content-Length: 99999999999999999999\r\n"), post("Content-Length : 5\r\n"),
        post(" Content-Length: 5\r\n"),
        post("Content\u{0}-Length: 5\r\n"), post("Content-Length: 5\u{0}\r\n"),
        post("Content_Length: 5\r\nContent-Length: 0\r\n"),
        post("Transfer-Encoding: identity, chunked\r\n"), post("Transfer-Encoding: chunked, chunked\r\n"),
        post("Transfer-Encoding: xchunked\r\n"), post("Transfer-Encoding: chunked;q=1\r\n"),
        post("Transfer-Encoding:\tgzip\r\n"),
        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"), post("Transfer-Encoding : chunked\r\n"),
        post("Transfer-Encoding: \u{B}chunked\r\n"), post("X: y\r\n Transfer-Encoding: chunked\r\n"),
        post("X: y\rTransfer-Encoding: chunked\r\n"), post("X: y\nTransfer-Encoding: chunked\r\n"),
        post("Transfer-Encoding: chunked\r\n", "0x0\r\n\r\n" + hidden),
        post("Transfer-Encoding: chunked\r\n", "0;a=\n\r\n\r\n" + hidden),
        post("Transfer-Encoding: chunked\r\n", "0\n\n" + hidden),
        post("Transfer-Encoding: chunked\r\n", "-1\r\n\r\n" + hidden),
        post("Transfer-Encoding: chunked\r\n", "1\r\nAB\r\n0\r\n\r\n" + hidden),
        post("Transfer-Encoding: chunked\r\n", "0\r\nX: y\r\n\r\n" + hidden),
        post("Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFF0\r\n" + hidden),
        post("Transfer-Encoding: chunked\r\n", " 0\r\n\r\n" + hidden),
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n" + hidden,
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + hidden,
        "GET / HTTP/1.1\r\n\r\n" + hidden, "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n" + hidden,
        "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n" + hidden, "GET / HTTP/1.1\nHost: a\n\n" + hidden,
        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AA\r\n\r\n"
            + hidden,
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + hidden, "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n" + hidden,
    ]

    /// The paths that a reader of the stream would serve, and whether it refused something.
    private func read(_ bytes: [UInt8], pieces: Int) -> (served: [String], refused: Bool) {
        var parser = HTTPRequestParser()
        var served: [String] = []
        var path: String?
        do throws(HTTPRequestError) {
            for start in stride(from: 0, to: bytes.count, by: pieces) {
                parser.append(bytes[start..<min(start + pieces, bytes.count)])
                while let event = try parser.next() {
                    switch event {
                    case .head(let head):
                        path = head.path
                        try parser.allowBody(upTo: 65_536)
                    case .body:
                        if let path { served.append(path) }
                        path = nil
                    }
                }
            }
            return (served, false)
        } catch { return (served, true) }
    }

    @Test("neither the request that hides another nor the hidden one is served", arguments: cases)
    func smuggled(_ text: String) {
        for pieces in [1, 7, 4096] {
            let (served, refused) = read(Array(text.utf8), pieces: pieces)
            #expect(refused, "in pieces of \(pieces)")
            #expect(served.isEmpty, "in pieces of \(pieces): \(served)")
        }
    }

    @Test("two honest requests on one connection are two: the test can see them")
    func honest() {
        let text =
            "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: \(Self.hidden.utf8.count)\r\n\r\n" + Self.hidden
            + Self.hidden
        for pieces in [1, 7, 4096] {
            #expect(read(Array(text.utf8), pieces: pieces) == (["/a", "/metrics"], false))
        }
    }
}
