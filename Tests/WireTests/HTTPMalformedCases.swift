/// Requests that RFC 9112 and RFC 9110, as `HTTPRequestParser` reads them, forbid: each with the rule it breaks. Generated
/// from the rules, so that every byte that a rule forbids is tried in every place the rule speaks of.
enum HTTPMalformedCases {
    struct Case: Sendable, CustomStringConvertible {
        let rule: String
        let bytes: [UInt8]
        var description: String { rule }
    }

    static let all: [Case] =
        requestLines + versions + targets + controlBytes + fieldLines + hosts + lengths + codings + chunks + upgrades
        + repeated + lineEnds + bodies

    private static func make(_ rule: String, _ text: String) -> Case { Case(rule: rule, bytes: Array(text.utf8)) }

    private static let requestLines = [
        "GET  / HTTP/1.1", "GET /  HTTP/1.1", " GET / HTTP/1.1", "GET / HTTP/1.1 ", "GET\t/ HTTP/1.1",
        "GET /\tHTTP/1.1",
        "GET /", "GET", "/ HTTP/1.1", "GET HTTP/1.1", "", "GET / x HTTP/1.1", "G(T / HTTP/1.1", "GET: / HTTP/1.1",
        "get / HTTP/1.1", "GeT / HTTP/1.1", "CONNECT a:80 HTTP/1.1", "CONNECT / HTTP/1.1", "TRACE / HTTP/1.1",
        "PRI * HTTP/2.0", "BREW / HTTP/1.1", "G\u{E9}T / HTTP/1.1", "\"GET\" / HTTP/1.1", "GET, / HTTP/1.1",
        "HTTP/1.1 200 OK",
    ].map { make("request line: \($0)", "\($0)\r\nHost: a\r\n\r\n") }

    private static let versions = [
        "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.2", "HTTP/3.0", "http/1.1", "HTTP/1", "HTTP/1.", "HTTP/.1",
        "HTTP/11",
        "HTTP/1.10", "HTTP/01.1", "HTTP/1.1.1", "HTTP /1.1", "HTTP/ 1.1", "HTTP/1,1", "HTTP/-1.1", "HTTP/+1.1",
        "HTTP/1.1x",
        "xHTTP/1.1", "HTTPS/1.1", "SIP/2.0", "HTTP/9.9", "HTTP\\1.1", "HTTP/1.\u{0661}",
    ].map { make("version: \($0)", "GET / \($0)\r\nHost: a\r\n\r\n") }

    private static let targets =
        ([
            "*", "a", "http://a/", "https://a/", "HTTP://a/", "//a/", "/a//b", "/../x", "/..", "/a/..", "/a/../b",
            "/./a",
            "/.", "/a/.", "/%2e%2e/a", "/%2E./a", "/.%2e", "/%2e", "/a/%2e%2e/b", "/a%2fb", "/a%2F..%2fb", "/a%5cb",
            "/..%5c..", "/%00", "/a%0d%0ab", "/%0a", "/%7f", "/%1f", "/%", "/%4", "/%zz", "/%4g", "/a%", "/a%2",
            "/?a=%00",
            "/?%", "/?a=%g0", "/#a", "/a#b", "/?a#b", "/?a%0d%0aSet-Cookie:b", "a:80", "a/b", "?a", "\\", "/\\",
            "/a\\b",
            "/[a]", "/a|b", "/a^b", "/a`b", "/{a}", "/<a>", "/\"a\"", "/?{}", "/?[a]=b", "/\u{E9}", "/?\u{E9}",
            "ftp://a/b",
            "file:///etc/passwd", "javascript:1", "mailto:a", "./a", "../a", "/%c0%2e%2e%2f/%2e%2e/",
        ]
        + (0x21...0x7E).filter {
            [0x22, 0x23, 0x3C, 0x3E, 0x5B, 0x5C, 0x5D, 0x5E, 0x60, 0x7B, 0x7C, 0x7D].contains($0)
        }
        .map { "/x\(Character(UnicodeScalar(UInt8($0))))y" }).map {
            make("target: \($0)", "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n")
        }

    /// Every control byte but tab, DEL and some above, in the method, target, version, name and value.
    private static let controlBytes: [Case] = ((0...0x1F).filter { $0 != 9 } + [0x7F, 0x80, 0xA0, 0xFF]).flatMap {
        byte -> [Case] in
        [
            ("G", "ET / HTTP/1.1\r\nHost: a\r\n\r\n"), ("GET /", " HTTP/1.1\r\nHost: a\r\n\r\n"),
            ("GET / HTTP/1.1", "\r\nHost: a\r\n\r\n"), ("GET / HTTP/1.1\r\nHo", "st: a\r\nHost: a\r\n\r\n"),
            ("GET / HTTP/1.1\r\nHost: a\r\nX: b", "c\r\n\r\n"),
        ].map { before, after in
            Case(
                rule: "byte \(byte) after \(before.utf8.count)",
                bytes: Array(before.utf8) + [UInt8(byte)] + Array(after.utf8))
        }
    }

    private static let fieldLines =
        ([
            " X: a", "\tX: a", "X : a", "X\t: a", "X", "X a", ": a", "X[: a", "X(: a", "X@: a", "X\": a", "X,Y: a",
            "X;: a",
            "X/: a", "X?: a", "X={}: a", "X: a\r\n b", "X: a\r\n\tb", "X:\r\n a", "Content_Length: 3",
            "content_length: 3",
            "Transfer_Encoding: chunked", "TRANSFER_ENCODING: chunked", "Connection: a b", "Connection: ,",
            "Connection: a,",
            "Connection: close;x", "Connection:", "Connection: content-length", "Connection: close, transfer-encoding",
            "Connection: host", "Connection: Authorization", "Connection: \"close\"", "\u{E9}: a", "X\u{A0}: a",
            "Expect: 200-ok", "Expect: 100-continue, x", "Expect: ", "Content-Length : 3",
            "Transfer-Encoding : chunked",
            "Host : b", "X: \u{E9}",
        ] + (0..<12).map { "X\(String(repeating: "y", count: 128 + $0 * 31)): a" }).map {
            make("field: \($0)", "GET / HTTP/1.1\r\nHost: a\r\n\($0)\r\n\r\n")
        }

    private static let hosts =
        [
            "Host:", "Host: ", "Host: a b", "Host: a,b", "Host: a/b", "Host: a@b", "Host: user@a", "Host: a:b",
            "Host: a:",
            "Host: a:65536", "Host: a:123456", "Host: a:-1", "Host: a:+80", "Host: a: 80", "Host: a :80",
            "Host: a:80:81",
            "Host: [::1", "Host: ::1", "Host: []", "Host: [g::1]", "Host: [::1]x", "Host: [::1]:", "Host: [::1]:x",
            "Host: a?b", "Host: a#b", "Host: a\\b", "Host: http://a", "Host: a%00", "Host: a%2fb", "Host: *",
            "Host: \"a\"",
            "Host: a\r\nHost: a", "Host: a\r\nHost: b", "Host: a\r\nhost: a", "Host: a\r\nHOST:", "X: a",
            "Host:\r\nHost: a",
            "Host: a\r\nX: b\r\nhOsT: c", "Host: a;b", "Host: (a)", "Host: a\tb", "Host: [fe80::1%25eth0]",
        ].map { make("host: \($0)", "GET / HTTP/1.1\r\n\($0)\r\n\r\n") } + [make("no fields", "GET / HTTP/1.1\r\n\r\n")]

    private static let lengths = [
        "-1", "+3", " ", "3,3", "3, 3", "3 3", "0x3", "3.0", "3e0", "03", "00", "1_0", "a", "3a", "\u{0663}", "3;",
        "\"3\"",
        "9999999999999999", "18446744073709551616", "18446744073709551619", "-0", "4294967299,3", "0,0", "3\t3", "0b11",
        "NaN", "Infinity", "1000000000000000000000000000003",
    ].flatMap { value in
        ["Content-Length: \(value)", "content-length:\(value)"].map {
            make("length: \($0)", "POST / HTTP/1.1\r\nHost: a\r\n\($0)\r\n\r\nabc")
        }
    }

    private static let codings = [
        "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: identity", "Transfer-Encoding: gzip",
        "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, gzip", "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity, chunked", "Transfer-Encoding:", "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunkedx", "Transfer-Encoding: Chunked", "Transfer-Encoding: CHUNKED",
        "Transfer-Encoding: chunked;q=1", "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: 'chunked'",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "Transfer-Encoding: chunked,",
        "Transfer-Encoding: ,chunked", "Transfer-Encoding: chunk", "Transfer-Encoding: chunked chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5", "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 0", "Content-Length: 3\r\nContent-Length: 3",
        "Content-Length: 3\r\nContent-Length: 4", "Content-Length: 0\r\nContent-Length: 5",
        "Content-Length: 5\r\nX: a\r\ncontent-length: 5", "Transfer-Encoding: compress", "Transfer-Encoding: deflate",
        "Transfer-Encoding: x, chunked", "Transfer-Encoding: ch\r\n unked", "Transfer-Encoding\r\n : chunked",
    ].map { make("coding: \($0)", "POST / HTTP/1.1\r\nHost: a\r\n\($0)\r\n\r\n0\r\n\r\n") }

    private static let chunks = [
        "g\r\nabc\r\n0\r\n\r\n", "-1\r\nabc\r\n0\r\n\r\n", "+3\r\nabc\r\n0\r\n\r\n", " 3\r\nabc\r\n0\r\n\r\n",
        "3 \r\nabc\r\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n", "3;a\r\nabc\r\n0\r\n\r\n", "3;a=b\r\nabc\r\n0\r\n\r\n",
        "3\t\r\nabc\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n", "3\rabc\r\n0\r\n\r\n", "3\r\nabc\n0\r\n\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "3\r\nabc0\r\n\r\n", "3\r\nab\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\nX: a\r\n\r\n",
        "3\r\nabc\r\n0\r\nContent-Length: 1\r\n\r\n",
        "3\r\nabc\r\n0\r\n \r\n\r\n", "3\r\nabc\r\n0\n\n", "3\r\nabc\r\n0\r\n\n", "\r\nabc\r\n0\r\n\r\n",
        "fffffffff\r\n",
        "ffffffffffffffff\r\n", "000000003\r\nabc\r\n0\r\n\r\n", "10000000000000003\r\nabc\r\n0\r\n\r\n", "100001\r\n",
        "7fffffff\r\n", "ffffffff\r\n", "3\r\nabc\r\n\r\n0\r\n\r\n", "3,3\r\nabc\r\n0\r\n\r\n",
        "3\r\nabc\r\n0;a\r\n\r\n",
        "\u{0663}\r\nabc\r\n0\r\n\r\n", "3\r\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\r\n0\r\n\r\n",
        "3\u{0}\r\nabc\r\n0\r\n\r\n",
        "3.0\r\nabc\r\n0\r\n\r\n", "3\r\nabc\r\n0\r\n\r", "3;\r\nabc\r\n0\r\n\r\n", "3;\n\r\nabc\r\n0\r\n\r\n",
    ].map { make("chunk: \($0)", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\($0)") }

    private static let upgrades = [
        "Upgrade: h2c\r\nConnection: upgrade",
        "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk",
        "Upgrade: websocket, h2c\r\nConnection: upgrade", "Upgrade: websocket/13\r\nConnection: upgrade",
        "Upgrade: TLS/1.0\r\nConnection: upgrade", "Upgrade: websocket", "Upgrade: websocket\r\nConnection: close",
        "Upgrade: websocket\r\nUpgrade: websocket\r\nConnection: upgrade", "Upgrade:\r\nConnection: upgrade",
        "Upgrade: websocket;x\r\nConnection: upgrade", "Upgrade: h2\r\nConnection: upgrade",
    ].map { make("upgrade: \($0)", "GET / HTTP/1.1\r\nHost: a\r\n\($0)\r\n\r\n") }

    private static let repeated = [
        "Authorization: a", "Content-Type: a", "Expect: 100-continue", "Origin: a", "Sec-WebSocket-Key: a",
        "Sec-WebSocket-Version: 13",
    ].map { make("repeated: \($0)", "GET / HTTP/1.1\r\nHost: a\r\n\($0)\r\nX: b\r\n\($0)\r\n\r\n") }

    private static let lineEnds = [
        "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\r\n\n",
        "GET / HTTP/1.1\rHost: a\r\r", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n",
        "GET / HTTP/1.1\n\rHost: a\n\r\n\r", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: b\nContent-Length: 3\r\n\r\nabc",
        "GET / HTTP/1.1\r\nHost: a\r\nX: b\rContent-Length: 3\r\n\r\nabc", "\u{FEFF}GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ].map { make("line end", $0) }

    private static let bodies = ["GET", "HEAD"].flatMap { method in
        ["Content-Length: 3\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"].map {
            make("body on \(method)", "\(method) / HTTP/1.1\r\nHost: a\r\n\($0)")
        }
    }
}
