import Testing

@testable import Wire

@Suite("URLs")
struct WebURLTests {
    @Test("A URL is taken apart as RFC 3986 says")
    func parts() throws {
        let url = try WebURL("HTTPS://API.Example.com:8443/v1/a%20b;c=d?x=1&y=%C3%A9")
        #expect(url.scheme == .https)
        #expect(url.host == "api.example.com")
        #expect(url.port == 8443)
        #expect(url.path == "/v1/a%20b;c=d")
        #expect(url.query == "x=1&y=%C3%A9")
        #expect(url.text == "https://api.example.com:8443/v1/a%20b;c=d?x=1&y=%C3%A9")
        let plain = try WebURL("ws://localhost")
        #expect((plain.port, plain.path, plain.query, plain.authority) == (80, "/", nil, "localhost"))
        #expect(try WebURL("http://a.example?q").target == "/?q")
        #expect(try WebURL("wss://[2001:DB8::1]:444/").authority == "[2001:db8::1]:444")
        #expect(try WebURL("http://127.0.0.1:80/").authority == "127.0.0.1")
    }

    @Test(
        "What servers read differently is refused, with its reason",
        arguments: [
            ("ftp://a.example/", URLError.unknownScheme), ("https:/a.example", .unknownScheme), ("", .unknownScheme),
            ("//a.example", .unknownScheme), ("https://user@a.example/", .userInformation),
            ("https://good.example@evil.example", .userInformation), ("https://", .invalidHost),
            ("https:///x", .invalidHost),
            ("https://a..b/", .invalidHost), ("https://-a.example/", .invalidHost), ("https://127.1/", .invalidHost),
            ("https://0x7f000001/", .invalidHost), ("https://2130706433/", .invalidHost),
            ("https://0177.0.0.1/", .invalidHost),
            ("https://256.1.1.1/", .invalidHost), ("https://a%2eb/", .invalidHost),
            ("https://\u{E9}.example/", .invalidHost),
            ("https://a.example./", .invalidHost), ("https://a.example\\evil/", .invalidHost),
            ("https://a b/", .invalidHost),
            ("https://[::1/", .invalidHost), ("https://[1::2::3]/", .invalidHost),
            ("https://[::1%25eth0]/", .invalidHost),
            ("https://[1:2:3:4:5:6:7:8:9]/", .invalidHost), ("https://[::1]x/", .invalidPort),
            ("https://a.example:/", .invalidPort), ("https://a.example:0/", .invalidPort),
            ("https://a.example:65536/", .invalidPort), ("https://a.example:080/", .invalidPort),
            ("https://a.example:99999999999999999999/", .invalidPort), ("https://a.example/../x", .invalidPath),
            ("https://a.example/%2e%2E/x", .invalidPath), ("https://a.example/.", .invalidPath),
            ("https://a.example/%", .invalidPath), ("https://a.example/%g0", .invalidPath),
            ("https://a.example/a b", .invalidPath),
            ("https://a.example/\r\nHost:", .invalidPath), ("https://a.example/\u{E9}", .invalidPath),
            ("https://a.example/?a b", .invalidQuery), ("https://a.example/?%4", .invalidQuery),
            ("https://a.example/#x", .fragment),
        ])
    func refused(text: String, reason: URLError) {
        #expect(throws: reason) { try WebURL(text) }
    }

    @Test("A URL of more than 4,096 bytes is refused")
    func tooLong() {
        #expect(throws: URLError.tooLong(limit: 4096)) { try WebURL("http://a/" + String(repeating: "x", count: 4096)) }
    }

    @Test("IPv6 addresses are told from what only looks like them")
    func addresses() {
        for good in [
            "::", "::1", "1::", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4", "1:2:3:4:5:6:1.2.3.4", "1::8", "1:2:3:4:5:6:7::",
        ] {
            #expect(URLSyntax.isIPv6(Array(good.utf8)), "\(good)")
        }
        for bad in [
            "", ":", ":::", "1:2", "1:2:3:4:5:6:7:8::", "12345::", "::g", "1.2.3.4", "1.2.3.4::", "::1.2.3",
            ":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:",
        ] {
            #expect(!URLSyntax.isIPv6(Array(bad.utf8)), "\(bad)")
        }
    }

    @Test("Percent coding survives both ways and refuses wrong codes")
    func percentCoding() {
        #expect(PercentCoding.encode("a b/\u{E9}~") == "a%20b%2F%C3%A9~")
        #expect(PercentCoding.decode("a%20b%2F%C3%A9~+") == "a b/\u{E9}~+")
        for bad in ["%", "%4", "%zz", "%ff"] { #expect(PercentCoding.decode(bad) == nil) }
    }

    @Test("Query parameters are decoded in order, each name once")
    func query() throws {
        let query = try QueryParameters("model=a%2Fb&q=two+words&flag&empty=")
        #expect(query["model"] == "a/b")
        #expect(query["q"] == "two words")
        #expect(query["flag"] == "")
        #expect(query["empty"] == "")
        #expect(query["none"] == nil)
        #expect(try QueryParameters("").parameters.isEmpty)
        #expect(throws: URLError.repeatedParameter) { try QueryParameters("a=1&%61=2") }
        for bad in ["a=%", "&", "a=1&", "=1", "a= ", "a=%ff", "a=\u{E9}"] {
            #expect(throws: URLError.invalidQuery) { try QueryParameters(bad) }
        }
        let many = (0...64).map { "p\($0)=" }.joined(separator: "&")
        #expect(throws: URLError.tooManyParameters(limit: 64)) { try QueryParameters(many) }
    }
}
