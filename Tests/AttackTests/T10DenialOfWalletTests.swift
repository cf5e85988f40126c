import Approval
import Limits
import Models
import Primitives
import Sessions
import Testing
import Wire

/// ThreatModel/T10-denial-of-wallet.md: floods, explosions, and things that never end.
@Suite("T10 denial of wallet and of service")
struct T10DenialOfWalletTests {
    private let anna = name("anna", TenantID.init)

    @Test("a burst of call starts from many threads is never admitted beyond the limit")
    func burst() async {
        let limits = AdmissionLimits(concurrentCalls: 7, callStarts: Rate(1000, per: .seconds(1)))
        let control = AdmissionControl(platform: limits, at: .zero)
        let admissions = await withTaskGroup(of: Admission?.self) { group in
            for _ in 0..<200 { group.addTask { try? control.reserve(anna, limits: limits, at: .zero) } }
            return await group.reduce(into: [Admission]()) { if let admission = $1 { $0.append(admission) } }
        }
        #expect(admissions.count == 7)
        #expect(control.calls == 7)
        for admission in admissions {
            admission.release()
            admission.release()
        }
        #expect(control.calls == 0)
    }

    @Test("a neighbour's flood takes none of the own places")
    func neighbour() throws {
        let platform = AdmissionLimits(concurrentCalls: 100, callStarts: Rate(10_000, per: .seconds(1)))
        let limits = AdmissionLimits(concurrentCalls: 10, callStarts: Rate(50, per: .seconds(1)))
        let control = AdmissionControl(platform: platform, at: .zero)
        let ben = name("ben", TenantID.init)
        let flood = (0..<1000).compactMap { _ in try? control.reserve(ben, limits: limits, at: .zero) }
        #expect(flood.count == 10)
        let own = try control.reserve(anna, limits: limits, at: .zero)
        #expect(control.calls(of: anna) == 1)
        own.release()
    }

    @Test("a model that proposes calls without end is asked about few of them")
    func proposals() {
        var call = SimulatedCall(speaks: false)
        call.ask("help")
        for number in 0..<1000 {
            call.model(.toolCall(id: "t\(number)", name: "find_slots", arguments: Array("{}".utf8)))
        }
        call.model(.finished(.toolCalls, .init()))
        for _ in 0..<100 {
            guard let proposal = call.proposals.last else { break }
            call.send(.ruled(call: proposal.id, .refused(.denied, reason: "No.")))
        }
        #expect(call.proposals.count <= ConversationLimits.callsPerTurn)
        #expect(call.bounds.contains("tool calls in a turn"))
    }

    @Test("a model that goes round in circles is stopped, and the caller hears it")
    func circles() {
        var call = SimulatedCall(speaks: false)
        call.ask("help")
        for number in 0..<100 {
            call.model(
                .toolCall(id: "t\(number)", name: "find_slots", arguments: Array("{}".utf8)),
                .finished(.toolCalls, .init()))
            guard let proposal = call.proposals.last else { break }
            call.send(.ruled(call: proposal.id, .refused(.denied, reason: "No.")))
        }
        #expect(call.generation <= ConversationLimits.roundsPerTurn)
        #expect(call.said.contains("I'm sorry, I could not finish that."))
    }

    @Test("a model that talks for ever is cut off")
    func talking() {
        var call = SimulatedCall(speaks: false)
        call.ask("help")
        for number in 0..<1000 { call.model(.text("This is sentence \(number) of many. ")) }
        #expect(call.said.count <= ConversationLimits.sentencesPerAnswer)
    }

    @Test("a model that asks for confirmation again and again gets two of them in a turn")
    func gates() throws {
        var call = SimulatedCall(speaks: false)
        call.ask("i want a refund")
        for number in 0..<6 {
            call.model(
                .toolCall(id: "t\(number)", name: "refund_payment", arguments: Array("{}".utf8)),
                .finished(.toolCalls, .init()))
            guard let proposal = call.proposals.last else { break }
            call.send(
                .ruled(call: proposal.id, .needsConfirmation(digest: try callDigest(), readBack: "I am about to.")))
            call.send(.typedAnswer("no"))
        }
        #expect(call.challenges.count <= ConversationLimits.gatesPerTurn)
    }

    @Test("what is kept of an endless call is bounded")
    func memory() {
        var call = SimulatedCall(speaks: false)
        for number in 0..<600 {
            call.ask("this is message \(number)")
            call.model(.text("Thank you. "), .finished(.stop, .init()))
        }
        #expect(call.conversation.entries.count <= ConversationLimits.entries)
        #expect(call.conversation.callerWords.count <= ConversationLimits.entries)
    }

    @Test("deep, wide and long JSON is refused by a bound, not by running out of something")
    func json() {
        let bombs = [
            String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000),
            "[" + String(repeating: "0,", count: 2_000_000) + "0]", "1" + String(repeating: "0", count: 1_000_000),
            "\"" + String(repeating: "\\u0041", count: 1_000_000) + "\"",
        ]
        for bomb in bombs {
            #expect(throws: JSONError.self) {
                try JSON.parse(
                    Array(bomb.utf8), limits: JSONLimits(maximumBytes: 1 << 20, maximumDepth: 16, maximumValues: 2_000))
            }
        }
    }

    @Test("a pattern that makes backtracking explode answers at once or is refused")
    func patterns() throws {
        let text = String(repeating: "a", count: 5_000) + "!"
        for pattern in ["^(a+)+$", "^(a|aa)+$", "^(.*)*b$", "^([a-z]+)*1$"] {
            guard let schema = try? JSONSchema(["type": "string", "pattern": .string(pattern)]) else { continue }
            #expect(!schema.violations(in: .string(text)).isEmpty, "\(pattern)")
        }
    }
}
