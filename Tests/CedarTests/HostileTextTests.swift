import Primitives
import Testing
import Wire

@testable import Cedar

@Suite("Hostile policy texts")
struct HostileTextTests {
    private static func policy(_ body: String) -> String { "permit(principal, action, resource) when { \(body) };" }

    @Test(
        "that nest or chain without end are refused with a place",
        arguments: [
            policy(String(repeating: "(", count: 20_000)), policy(String(repeating: "[", count: 20_000)),
            policy(String(repeating: "{a:", count: 20_000)), policy(String(repeating: "if ", count: 20_000)),
            policy(String(repeating: "true && ", count: 20_000) + "true"),
            policy("1" + String(repeating: " + 1", count: 20_000) + " == 1"),
            policy("context" + String(repeating: ".a", count: 20_000)),
            policy("context has a" + String(repeating: ".a", count: 20_000)),
            policy(String(repeating: "ip(", count: 20_000)), policy(String(repeating: "!", count: 20_000) + "true"),
        ])
    func endless(_ text: String) throws {
        #expect(throws: CedarError.self) { try PolicySet.parse(text, name: "hostile") }
    }

    @Test("at the limits are read, written, validated and evaluated without harm")
    func atTheLimits() throws {
        let limits = CedarLimits.standard
        let schema = try Schema.parse(
            "entity U; action a appliesTo { principal: [U], resource: [U] };", name: "schema")
        let request = Request(
            principal: EntityUID("U", "u"), action: EntityUID("Action", "a"), resource: EntityUID("U", "r"))
        let nested =
            String(repeating: "(", count: limits.nesting - 1) + "true"
            + String(repeating: ")", count: limits.nesting - 1)
        let sets =
            String(repeating: "[", count: limits.nesting - 1) + "1" + String(repeating: "]", count: limits.nesting - 1)
        let chain = Array(repeating: "true", count: limits.treeHeight).joined(separator: " && ")
        let sum = Array(repeating: "1", count: limits.treeHeight - 1).joined(separator: " + ") + " > 0"
        for body in [nested, "\(sets) == \(sets)", chain, sum] {
            let set = try PolicySet.parse(Self.policy(body), name: "deep", naming: .position)
            #expect(set.authorize(request, .none).decision == .allow)
            #expect(PolicyValidator.errors(in: set, schema) == [])
            let written = try PolicySet.parse(set.text, name: "again", naming: .position)
            #expect(written.json == set.json)
        }
    }

    @Test("say what is wrong in the words of the language, with line and column")
    func messages() {
        let expected = [
            "permit(principal, action, resource)":
                "t:1:36: expected `;` at the end of the policy, found the end of the text",
            "permit(principal, action, resource) when { };": "t:1:44: this `when` clause is empty",
            "allow(principal, action, resource);":
                "t:1:1: expected a policy, which begins with `permit` or `forbid`, found `allow`",
            "permit(principal, action, resource) when { 1 < 2 < 3 };":
                "t:1:50: comparisons do not chain; use `&&` or parentheses",
            "permit(principal, action, resource) when { [1].contians(1) };":
                "t:1:48: there is no method `contians`; did you mean `contains`?",
            "permit(principal, action, resource)\nwhen { \"\\q\" == \"q\" };":
                "t:2:9: this escape sequence has no meaning; write `\\\\` for a backslash",
            "permit(principal, action == User::\"a\", resource);":
                "t:1:29: an action's type must be `Action`, here it is `User`",
            "permit(principal == ?resource, action, resource);":
                "t:1:21: expected the slot `?principal`: `principal` cannot be filled by another slot, found `?resource`",
        ]
        for (text, message) in expected {
            do throws(CedarError) {
                _ = try PolicySet.parse(text, name: "t")
                Issue.record("accepted: \(text)")
            } catch { #expect(error.description == message) }
        }
    }

    @Test("made by mutation never crash, and what is read is written and read back as the same")
    func mutations() throws {
        let seed: UInt64 = 7_041
        print("policy mutations: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        let seeds = [
            #"@id("a") forbid(principal is U in G::"x", action in [Action::"a", Action::"b"], resource == R::"é") unless { context.a["b c"] like "x\*y*" || !(-5 - -(3) * 2 < 7) };"#,
            #"permit(principal in ?principal, action, resource) when { if principal has a.b then [1, "\u{1F600}"].containsAny([2]) else {x: ip("::1/8").isLoopback()}.x };"#,
        ].map { Array($0.utf8) }
        let pieces = [
            "(", ")", "\"", "\\", "::", "?principal", "&&", "-", "!", "has", "like", "is", "in", "9223372036854775808",
            "\u{301}", "//", "\n", "*", "[", "{",
        ]
        var accepted = 0
        for _ in 0..<2_000 {
            var bytes = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
            for _ in 0..<Int.random(in: 0...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                let end = min(bytes.count, place + Int.random(in: 0...4, using: &generator))
                let piece =
                    Bool.random(using: &generator) ? pieces[Int.random(in: 0..<pieces.count, using: &generator)] : ""
                bytes.replaceSubrange(place..<end, with: Array(piece.utf8))
            }
            guard let set = try? PolicySet.parse(String(decoding: bytes, as: UTF8.self), name: "m", naming: .position)
            else { continue }
            accepted += 1
            let again = try PolicySet.parse(set.text, name: "again", naming: .position)
            #expect(again.json == set.json, "\(String(decoding: bytes, as: UTF8.self))")
            #expect(try PolicyJSON.policySet(set.json, name: "json").json == set.json)
        }
        #expect(accepted > 100)
    }
}

@Suite("Entities")
struct EntitiesTests {
    @Test("refuse a cycle of parents and contradictions, and take long chains")
    func hierarchy() throws {
        let a = EntityUID("T", "a")
        let b = EntityUID("T", "b")
        #expect(throws: CedarError.self) { try Entities([Entity(a, parents: [b]), Entity(b, parents: [a])]) }
        #expect(throws: CedarError.self) { try Entities([Entity(a, parents: [a])]) }
        #expect(throws: CedarError.self) { try Entities([Entity(a), Entity(a, parents: [b])]) }
        let chain = (0..<300).map { Entity(EntityUID("T", "\($0)"), parents: [EntityUID("T", "\($0 + 1)")]) }
        #expect(try Entities(chain).ancestors(of: EntityUID("T", "0")).count == 300)
    }

    @Test("bound the work of ancestors")
    func bounded() {
        var limits = CedarLimits()
        limits.ancestorPairs = 1_000
        let chain = (0..<100).map { Entity(EntityUID("T", "\($0)"), parents: [EntityUID("T", "\($0 + 1)")]) }
        #expect(throws: CedarError.self) { try Entities(chain, limits: limits) }
    }
}
