import Primitives
import Testing

@testable import Transport

@Suite("Egress rules")
struct UpstreamEgressTests {
    private func target(_ host: String, _ port: UInt16 = 443, isSecure: Bool = true) -> EgressRule.Target {
        EgressRule.Target(host: host, port: port, isSecure: isSecure)
    }

    private func rule(_ hosts: String..., plain: Bool = false, privateNetworks: Bool = false) throws -> EgressRule {
        try #require(EgressRule(hosts: hosts, allowsPlainLoopback: plain, allowsPrivateNetworks: privateNetworks))
    }

    private func refusal(_ rule: EgressRule, _ target: EgressRule.Target) -> EgressRefusal? {
        do throws(EgressRefusal) { try rule.check(target) } catch { return error }
        return nil
    }

    private func refusal(
        _ rule: EgressRule, _ target: EgressRule.Target, at address: NetworkAddress
    ) -> EgressRefusal? {
        do throws(EgressRefusal) { try rule.check(address, of: target) } catch { return error }
        return nil
    }

    @Test("Only https to a listed host and its port leaves")
    func list() throws {
        let rule = try rule("api.example.com", "Other.Example:8443")
        #expect(refusal(rule, target("api.example.com")) == nil)
        #expect(refusal(rule, target("other.example", 8443)) == nil)
        #expect(refusal(rule, target("api.example.com", isSecure: false)) == .scheme)
        #expect(refusal(rule, target("api.example.com", 8443)) == .port)
        #expect(refusal(rule, target("other.example")) == .port)
        #expect(refusal(rule, target("evil.api.example.com")) == .host)
        #expect(refusal(rule, target("example.com")) == .host)
        #expect(refusal(rule, target("api.example.com.")) == .host)
        #expect(refusal(try self.rule(), target("api.example.com")) == .host)
    }

    @Test("An address inside is refused, of whatever kind", arguments: AddressReach.allCases)
    func addresses(_ reach: AddressReach) throws {
        let examples: [AddressReach: NetworkAddress] = [
            .global: .v4(8, 8, 8, 8), .loopback: .v4(127, 0, 0, 1), .privateNetwork: .v4(10, 1, 2, 3),
            .linkLocal: .v4(169, 254, 169, 254), .metadata: .v4(168, 63, 129, 16), .multicast: .v4(224, 0, 0, 1),
            .unspecified: .v4(0, 0, 0, 0), .reserved: .v4(240, 0, 0, 1),
        ]
        let address = try #require(examples[reach])
        #expect(AddressReach(of: address) == reach)
        let here = target("api.example.com")
        let expected: EgressRefusal? = reach == .global ? nil : .address(reach)
        #expect(refusal(try rule("api.example.com"), here, at: address) == expected)
    }

    @Test("A test network opens loopback and nothing else")
    func testNetwork() throws {
        let rule = try rule("127.0.0.1", "api.example.com", plain: true)
        #expect(refusal(rule, target("127.0.0.1", 8080, isSecure: false)) == nil)
        #expect(refusal(rule, target("127.0.0.1", 8080, isSecure: false), at: .v4(127, 0, 0, 1)) == nil)
        #expect(refusal(rule, target("api.example.com", 80, isSecure: false), at: .v4(8, 8, 8, 8)) == .scheme)
        #expect(refusal(rule, target("api.example.com", 8080), at: .v4(8, 8, 8, 8)) == .port)
        #expect(refusal(rule, target("api.example.com"), at: .v4(8, 8, 8, 8)) == nil)
        #expect(refusal(rule, target("api.example.com"), at: .v4(10, 0, 0, 1)) == .address(.privateNetwork))
        #expect(refusal(rule, target("localhost", 8080, isSecure: false)) == .host)
        let narrow = try self.rule("127.0.0.1:8080", plain: true)
        #expect(refusal(narrow, target("127.0.0.1", 8081, isSecure: false)) == .port)
    }

    @Test("Private networks can be opened for https, link-local and metadata addresses cannot")
    func privateNetworks() throws {
        let rule = try rule("vllm.internal", privateNetworks: true)
        #expect(refusal(rule, target("vllm.internal"), at: .v4(10, 0, 0, 1)) == nil)
        #expect(refusal(rule, target("vllm.internal", 80, isSecure: false)) == .scheme)
        #expect(refusal(rule, target("vllm.internal"), at: .v4(169, 254, 169, 254)) == .address(.linkLocal))
        #expect(refusal(rule, target("vllm.internal"), at: .v4(127, 0, 0, 1)) == .address(.loopback))
        #expect(
            refusal(rule, target("vllm.internal"), at: .v6(high: 0xFD00_0EC2_0000_0000, low: 0x254))
                == .address(.metadata))
    }

    @Test(
        "A list entry that is no host makes no rule",
        arguments: [
            "", "a b", "http://a", "a/b", "a:0", "a:65536", "a:", "a:+1", "a:1:2", "[::1", "[::1]x", "[a]", "-a", "a.",
            "*", "*.example.com", "a\r\nb", "ä.example", "a:01x",
        ])
    func badEntries(_ text: String) { #expect(EgressRule(hosts: [text]) == nil) }

    @Test("The list is bounded")
    func bound() {
        #expect(EgressRule(hosts: (0..<64).map { "h\($0).example" }) != nil)
        #expect(EgressRule(hosts: (0..<65).map { "h\($0).example" }) == nil)
    }

    @Test("A header that could end its line has no representation")
    func headers() {
        #expect(UpstreamHeader("X-Sayso-Session", "s-1") != nil)
        for value in ["a\r\nb: c", "a\nb", "a\0b", "", " a", "a ", "ä", String(repeating: "a", count: 8193)] {
            #expect(UpstreamHeader("X-A", value) == nil)
        }
        for name in ["", "a b", "a:", "a\r\n", "Host", "content-LENGTH", "Transfer-Encoding", "Connection", "Cookie"] {
            #expect(UpstreamHeader(name, "1") == nil, "\(name)")
        }
        #expect(UpstreamHeader(bearer: Secret(Array("key\r\nX: y".utf8))) == nil)
        #expect(UpstreamHeader(bearer: Secret([])) == nil)
        let bearer = UpstreamHeader(bearer: Secret(Array("sk_1".utf8)))
        #expect(bearer?.line == Array("authorization: Bearer sk_1\0".utf8))
        #expect(bearer.map { "\($0)".contains("sk_1") } == false)
    }
}
