import Primitives
import Testing

@testable import Taint

@Suite struct GroundingTests {
    /// A Saturday.
    private let today = CivilDate(daysSinceEpoch: 20_778)

    private func isGrounded(
        _ value: ArgumentValue, _ type: GroundingType, _ words: [String], synonyms: [String: [String]] = [:],
        trusted: [ArgumentValue] = [], records: [GroundingRecord] = []
    ) -> Bool {
        let rules = GroundingRules(asks: [], arguments: [CriticalArgument("x", type, synonyms: synonyms)])
        let facts = GroundingFacts(words: CallerWords(words), trusted: trusted, records: records, today: today)
        return rules.ground([("x", value)], in: facts).grounded
    }

    @Test("values that follow from the caller's words are grounded")
    func grounded() {
        #expect(isGrounded(.text("2026-11-22"), .date, ["what is free tomorrow"]))
        #expect(isGrounded(.text("2026-11-24"), .date, ["on tuesday november the twenty fourth"]))
        #expect(isGrounded(.text("10:30"), .time, ["book me at ten thirty please"]))
        #expect(isGrounded(.text("14:00"), .time, ["two please"]))
        #expect(isGrounded(.text("Anna"), .name, ["my name is anna"]))
        #expect(isGrounded(.text("Anna"), .name, ["it is a n n a"]))
        #expect(isGrounded(.text("Mary-Ann O'Neil"), .name, ["this is mary ann o'neil"]))
        #expect(isGrounded(.integer(3), .integer, ["for three people"]))
        #expect(isGrounded(.integer(1234), .integer, ["one two three four"]))
        #expect(isGrounded(.integer(4500), .moneyMinor, ["refund forty five dollars"]))
        #expect(isGrounded(.decimal("45.5"), .money, ["$45.50 please"]))
        #expect(isGrounded(.integer(4500), .moneyMinor, ["refund me forty five"]))
        #expect(isGrounded(.integer(90), .duration, ["an hour and a half"]))
        #expect(
            isGrounded(.text("beard-trim"), .enumeration, ["a beard trim"], synonyms: ["beard-trim": ["beard trim"]]))
        #expect(
            isGrounded(
                .text("+49 171 555-1234"), .phone, ["plus four nine one seven one", "triple five one two three four"]))
        #expect(isGrounded(.text("BK-7F3A"), .identifier, ["bravo kilo dash seven foxtrot three alpha"]))
        #expect(isGrounded(.text("vip"), .text, [], trusted: [.text("vip")]))
    }

    @Test("values that do not follow are not")
    func ungrounded() {
        #expect(!isGrounded(.text("2026-11-23"), .date, ["what is free tomorrow"]))
        #expect(!isGrounded(.text("11:30"), .time, ["at ten thirty"]))
        #expect(!isGrounded(.text("Mallory"), .name, ["my name is anna"]))
        #expect(!isGrounded(.integer(30), .integer, ["one hundred thirty"]))
        #expect(!isGrounded(.integer(50000), .moneyMinor, ["refund forty five dollars"]))
        #expect(!isGrounded(.integer(1000), .moneyMinor, ["book at ten thirty"]))
        #expect(!isGrounded(.integer(3000), .moneyMinor, ["book tomorrow at ten thirty"]))
        #expect(!isGrounded(.integer(0), .moneyMinor, ["refund zero dollars"]))
        #expect(!isGrounded(.boolean(true), .text, ["true"]))
        #expect(!isGrounded(.compound, .text, ["anna"]))
        #expect(!isGrounded(.text("2026-11-22T10:00"), .date, ["tomorrow"]))
        #expect(!isGrounded(.text("555123"), .phone, ["five five five one two three"]))
        #expect(!isGrounded(.text("+1555123456799"), .phone, ["one five five five one two three four five six seven"]))
        #expect(!isGrounded(.text(""), .text, ["anything"]))
        #expect(!isGrounded(.text("12"), .identifier, ["12"]))
    }

    @Test("what the caller rejected is not grounded")
    func rejected() {
        #expect(!isGrounded(.text("2026-11-24"), .date, ["not on tuesday"]))
        #expect(!isGrounded(.text("10:30"), .time, ["instead of ten thirty"]))
        #expect(isGrounded(.text("2026-11-25"), .date, ["not tuesday but wednesday"]))
        #expect(!isGrounded(.text("haircut"), .enumeration, ["anything but a haircut"]))
    }

    @Test("laundered and disguised values are not grounded")
    func laundered() {
        let words = ["my name is anna and i want to go to paypal"]
        #expect(!isGrounded(.text("YW5uYQ=="), .name, words))
        #expect(!isGrounded(.text("аnna"), .name, words))  // Cyrillic а
        #expect(!isGrounded(.text("an\u{200B}na"), .name, words))
        #expect(!isGrounded(.text("anna\u{202E}"), .name, words))
        #expect(!isGrounded(.text("anna\u{0}"), .name, words))
        #expect(!isGrounded(.text("ann a"), .name, words))
        #expect(!isGrounded(.text("anna mallory"), .name, words))
        #expect(!isGrounded(.text("２０２６-11-22"), .date, ["tomorrow"]))
        #expect(!isGrounded(.text("café"), .name, ["it is cafe\u{301}"]) || sameBytes("café", "cafe\u{301}"))
    }

    @Test("words of the agent or of tools ground nothing")
    func onlyTheCaller() {
        #expect(
            !isGrounded(
                .text("mallory"), .name, ["yes please"], records: [GroundingRecord([("name", .text("mallory"))])]))
    }

    private func record(_ id: String, _ name: String, _ day: String, _ time: String) -> GroundingRecord {
        GroundingRecord([("id", .text(id)), ("name", .text(name)), ("day", .text(day)), ("time", .text(time))])
    }

    @Test("an identifier is grounded by the one record that the caller's words name")
    func records() {
        let records = [record("b1", "anna", "2026-11-22", "10:30"), record("b2", "james", "2026-11-22", "14:30")]
        let words = ["cancel my booking tomorrow at ten thirty", "my name is anna"]
        #expect(isGrounded(.text("b1"), .identifier, words, records: records))
        #expect(!isGrounded(.text("b2"), .identifier, words, records: records))
        #expect(!isGrounded(.text("b1"), .identifier, ["cancel my booking tomorrow"], records: records))
        #expect(!isGrounded(.text("b1"), .identifier, ["cancel my booking"], records: records))
        #expect(!isGrounded(.text("b9"), .identifier, words, records: records))
    }

    @Test("a planted record makes the name ambiguous, even with more fields")
    func planted() {
        let words = ["cancel my booking tomorrow at ten thirty", "my name is anna"]
        let real = record("b1", "anna", "2026-11-22", "10:30")
        let copy = record("evil", "anna", "2026-11-22", "10:30")
        #expect(!isGrounded(.text("evil"), .identifier, words, records: [real, copy]))
        let rich = GroundingRecord(copy.fields + [("note", .text("booking")), ("more", .text("tomorrow"))])
        #expect(!isGrounded(.text("evil"), .identifier, words, records: [real, rich]))
    }

    @Test("the names of ungrounded arguments are reported in order")
    func names() {
        let rules = GroundingRules(
            asks: ["book"],
            arguments: [
                CriticalArgument("day", .date), CriticalArgument("time", .time), CriticalArgument("name", .name),
            ])
        let facts = GroundingFacts(words: CallerWords(["book a haircut tomorrow"]), today: today)
        let result = rules.ground(
            [("name", .text("anna")), ("day", .text("2026-11-22")), ("time", .text("10:30"))], in: facts)
        #expect(result == Grounding(verbGrounded: true, ungrounded: ["time", "name"]))
        #expect(!result.grounded)
    }

    @Test("the caller's words are bounded")
    func bounded() {
        var words = CallerWords()
        for index in 0..<220 { words.add(String(repeating: "word\(index) ", count: 450)) }
        #expect(words.utterances.count == CallerWords.utteranceLimit)
        #expect(words.utterances.allSatisfy { $0.count == CallerWords.wordLimit })
    }

    @Test("nothing flows that is not in the table")
    func flows() {
        #expect(FlowTable.rule(from: .credential, to: .modelPrompt) == nil)
        #expect(FlowTable.rule(from: .credential, to: .speech) == nil)
        #expect(FlowTable.rule(from: .challenge, to: .modelPrompt) == nil)
        #expect(FlowTable.rule(from: .caller, to: .telemetry) == nil)
        #expect(FlowTable.rule(from: .model, to: .speech) == .afterOutputGuard)
        for source in FlowSource.allCases where source != .credential {
            #expect(FlowTable.rule(from: source, to: .requestHeaders) == nil)
        }
    }
}
