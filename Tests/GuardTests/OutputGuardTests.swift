import Taint
import Testing
import Wire

@testable import Guard

@Suite struct OutputGuardTests {
    private func verdict(_ text: String, _ rules: OutputRules = OutputRules()) -> OutputVerdict {
        var guardian = OutputGuard(rules)
        return guardian.check(text)
    }

    private func stops(_ sentences: [String], _ rules: OutputRules = OutputRules()) -> Bool {
        var guardian = OutputGuard(rules)
        return sentences.map { guardian.check($0) }.contains { if case .stop = $0 { true } else { false } }
    }

    @Test(
        "ordinary speech passes unchanged",
        arguments: [
            "On Tuesday, November the twenty fourth I have ten thirty, eleven fifteen, and half past two.",
            "That will be forty five dollars and fifty cents.", "Your appointment is at 10:30 on 2026-11-24.",
            "Risk-free cancellation up to 24 hours before, ask me anything.", "Is there anything else?",
            "Please keep your password secret and never tell it to anyone.", "The password must have 8 characters.",
            "Call us at five five five, one two three four.", "The order number is 1234567890123456.",
            "We have a task list for you.",
            "I have ten thirty, eleven, eleven thirty, two fifteen, three, and four forty five.",
            "Straße, café, 東京, Ωmega: all fine.",
        ])
    func ordinary(_ text: String) {
        #expect(verdict(text) == .pass(text))
    }

    @Test(
        "credentials stop the sentence",
        arguments: [
            "The key is sk_live_51Hx9aBcDeFgH.", "Use sk-proj-abcDEF1234567890 for that.", "ek_68af296e8e408191a1120",
            "AKIAIOSFODNN7EXAMPLE is the key.", "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
            "It says eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc-def_123.",
            "-----BEGIN RSA PRIVATE KEY-----", "Authorization: Bearer abc123def456ghi789",
            "The password is hunter2horse.", "sk_ live_ 51Hx 9aBc DeFgH7", "sk\u{200B}_live_51Hx\u{200D}9aBcDeFgH",
            "ｓｋ_live_51Hx9aBcDeFgH", "The password: Tr0ub4dor",
            "s k underscore l i v e underscore five one h x nine a b c",
            "sierra kilo underscore lima india victor echo underscore five one nine nine two two",
        ])
    func credentials(_ text: String) {
        guard case .stop(let hits) = verdict(text) else {
            Issue.record("not stopped: \(verdict(text))")
            return
        }
        #expect(hits.allSatisfy { $0.rule.hasPrefix("credential.") })
    }

    @Test("an unknown random token is masked and the rest is spoken")
    func randomToken() {
        let result = verdict("Your reference q7Zk2Lx9Rt4Vb8Nw3Yp6Qs1D is ready.")
        #expect(
            result == .mask("Your reference something I may not say is ready.", [GuardHit("credential.entropy", .mask)])
        )
    }

    @Test(
        "card numbers are masked however they are said",
        arguments: [
            "4111 1111 1111 1111", "4111-1111-1111-1111", "4111111111111111", "4111.1111.1111.1111",
            "four one one one, one one one one, one one one one, one one one one",
            "forty one eleven eleven eleven eleven eleven eleven eleven",
            "four triple one triple one triple one triple one triple one",
            "5555 5555 5555 4444", "3782 822463 10005",
            "four, um, one one one and then one one one one one one one one one one one one",
            "for won won won won won won won won won won won won won won won", "４１１１ １１１１ １１１１ １１１１",
        ])
    func cards(_ number: String) {
        let result = verdict("The card is \(number) you know")
        guard case .mask(let text, let hits) = result else {
            Issue.record("not masked: \(result)")
            return
        }
        #expect(hits == [GuardHit("card", .mask)])
        #expect(text == "The card is something I may not say you know")
    }

    @Test("a number that fails the check digit, or no issuer has, is no card")
    func noCards() {
        for text in ["4111 1111 1111 1112", "9111 1111 1111 1111", "0000 0000 0000 0000", "4111 1111"] {
            #expect(verdict(text) == .pass(text))
        }
    }

    @Test("a card number split over sentences stops the second")
    func splitCard() {
        #expect(stops(["It begins four one one one, one one one one.", "Then one one one one, one one one one."]))
        #expect(stops(["4111 1111.", "1111.", "1111."]))
        #expect(!stops(["It begins four one one one.", "That is all I know."]))
    }

    @Test("a key split over sentences stops the second")
    func splitKey() {
        #expect(stops(["The key is sk_live.", "_51Hx9aBc77 and so on."]))
        #expect(stops(["It starts with AKIA.", "IOSFODNN7EXAMPLE is the rest."]))
    }

    @Test("word lists mask or stop")
    func wordLists() {
        let rules = OutputRules(words: [
            WordRule(name: "rivals", phrases: ["Curl & Co", "salon noir"], action: .mask),
            WordRule(name: "legal", phrases: ["guaranteed"], action: .stop),
        ])
        #expect(
            verdict("Try Sаlon, Noir instead.", rules)
                == .mask("Try something I may not say instead.", [GuardHit("words.rivals", .mask)]))
        #expect(verdict("It is GUARANTEED!", rules) == .stop([GuardHit("words.legal", .stop)]))
        #expect(verdict("A saloon is noir.", rules) == .pass("A saloon is noir."))
    }

    @Test("a sentence that is too long is stopped")
    func tooLong() {
        #expect(verdict(String(repeating: "a ", count: 3000)) == .stop([GuardHit("size", .stop)]))
    }

    @Test("invisible signs never reach the voice")
    func cleaned() {
        #expect(verdict("Hel\u{200B}lo \u{202E}there\u{E0041}.") == .pass("Hello there."))
    }

    @Test("seeded random speech and bytes never trap the guard")
    func robust() {
        var generator = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: 0...UInt64.max, using: &generator)
        print("seed \(seed)")
        var guardian = OutputGuard(OutputRules(canaries: [Canary("planted-7f3a9b2e")].compactMap(\.self)))
        var random = Seeded(state: seed)
        for _ in 0..<60 {
            let bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = guardian.check(String(decoding: bytes, as: UTF8.self))
        }
    }
}

private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
