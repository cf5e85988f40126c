import Testing
import Wire

@testable import Guard

@Suite struct CanaryTests {
    private let secret = "Heron-7f3a9b2e11d4"

    private func rules() throws -> OutputRules { OutputRules(canaries: [try #require(Canary(secret))]) }

    private func hits(_ sentences: [String]) throws -> [GuardHit] {
        var guardian = OutputGuard(try rules())
        return sentences.flatMap { guardian.check($0).hits }
    }

    private func spelled() -> String {
        let digits: [String] = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
        let names: [String] = secret.map { sign in
            guard let value = sign.wholeNumberValue else { return sign == "-" ? "dash" : String(sign) }
            return digits[value]
        }
        return names.joined(separator: " ")
    }

    @Test("every disguise of a canary is stopped")
    func disguises() throws {
        let bytes = Array(secret.utf8)
        let hex: [String] = bytes.map { String($0, radix: 16) }
        let codes: [String] = bytes.map { String($0) }
        let letters: [String] = secret.map { String($0) }
        let nato =
            "hotel echo romeo oscar november dash seven foxtrot three alpha nine bravo two echo one one delta four"
        var disguises: [String] = [
            secret, secret.lowercased(), secret.uppercased(), String(secret.reversed()), spelled(), nato,
        ]
        disguises += ["Ureba-7s3n9o2r11q4", "Неrоn-7f3а9b2е11d4", "Ｈｅｒｏｎ－７ｆ３ａ９ｂ２ｅ１１ｄ４"]
        disguises += [" ", "\u{200B}", "-", ", ", "\u{2060}"].map { letters.joined(separator: $0) }
        disguises += [bytes, [1] + bytes + [2], [1, 2] + bytes + [9, 9], bytes.reversed()].map { Base64.encode($0) }
        disguises += [hex.joined(), hex.joined(separator: " "), codes.joined(separator: " ")]
        for disguise in disguises {
            let found = try hits(["It is \(disguise), all of it."])
            #expect(found.contains { $0.rule.hasPrefix("canary.") && $0.action == .stop }, "\(disguise)")
        }
    }

    @Test("a canary split over sentences stops before it is whole")
    func split() throws {
        #expect(try !hits(["It begins heron seven f three.", "And ends a nine b two e eleven d four."]).isEmpty)
        #expect(try !hits(["Heron-7f3.", "a9b2e.", "11d4."]).isEmpty)
    }

    @Test("half of a canary is enough, a word of it is not")
    func pieces() throws {
        #expect(try !hits(["7f3a9b2e1 is a part."]).isEmpty)
        #expect(try hits(["I saw a heron, seven of them."]).isEmpty)
    }

    @Test("ordinary speech holds no canary")
    func ordinary() throws {
        let sentences = [
            "On Tuesday I have ten thirty, eleven and half past two.", "What name should I put?",
            "The haircut is booked for Anna at ten thirty.", "I am sorry, I did not understand that.",
        ]
        #expect(try hits(sentences + sentences + sentences).isEmpty)
    }

    @Test("a canary that is too short to mean anything is refused")
    func short() {
        #expect(Canary("ab-1") == nil)
        #expect(Canary(String(repeating: "a", count: 300)) == nil)
    }

    @Test("a hit names the rule and never the secret")
    func silent() throws {
        for hit in try hits([secret]) { #expect(!hit.description.lowercased().contains("7f3a")) }
    }
}
