import Audit
import Models
import Primitives
import Testing
import Wire

@testable import Approval

@Suite("Reviewing a proposed call")
struct ReviewTests {
    let studio: Studio

    init() throws { studio = try Studio() }

    private func refusal(_ review: Approver.Review) -> CallRuling.Refusal? {
        if case .refused(let refusal, _) = review.ruling { refusal } else { nil }
    }

    @Test("reading is allowed, and the decision is in the log")
    func read() async throws {
        let review = await studio.review(
            "find_slots", #"{"day":"2026-11-24"}"#, studio.scene("what is free on tuesday"))
        #expect(review.ruling == .allowed)
        let call = try #require(review.call)
        #expect(studio.records(.policyDecided).map(\.leaf) == [call.decision.leaf])
    }

    @Test("an unknown tool is invalid and recorded as such")
    func unknownTool() async {
        let review = await studio.review("delete_all", "{}", studio.scene)
        #expect(refusal(review) == .invalid && review.call == nil && !review.isDenied)
        #expect(studio.records(.inputRefused).count == 1 && studio.records(.policyDecided).isEmpty)
    }

    @Test(
        "arguments that are not one JSON object are invalid",
        arguments: ["", "{", "[]", "null", "\"x\"", #"{"day":"2026-11-24"} {}"#, #"{"day":"a","day":"2026-11-24"}"#])
    func notJSON(_ arguments: String) async {
        let review = await studio.review("find_slots", arguments, studio.scene)
        #expect(refusal(review) == .invalid && review.call == nil)
    }

    @Test(
        "arguments that break the schema are invalid, and the model is told where, not what",
        arguments: [#"{"day":"secret words"}"#, #"{}"#, #"{"day":"2026-11-24","more":"secret words"}"#])
    func schema(_ arguments: String) async {
        let review = await studio.review("find_slots", arguments, studio.scene)
        #expect(refusal(review) == .invalid && review.call == nil)
        #expect(!"\(review.ruling)".contains("secret"))
    }

    @Test("a change that the caller asked for, with the caller's own values, is allowed")
    func askedFor() async {
        let review = await studio.review("book", #"{"name":"anna"}"#, studio.scene("please book for anna"))
        #expect(review.ruling == .allowed)
    }

    @Test("a change that nobody asked for is denied, not asked back")
    func notAskedFor() async {
        let review = await studio.review(
            "book", #"{"name":"anna"}"#, studio.scene("what does it cost, my name is anna"))
        #expect(refusal(review) == .denied && review.isDenied && review.call == nil)
    }

    @Test("values that did not come from the caller are read back")
    func ungrounded() async {
        let review = await studio.review("book", #"{"name":"mallory"}"#, studio.scene("please book for anna"))
        guard case .needsConfirmation(_, let readBack) = review.ruling else {
            Issue.record("\(review.ruling)")
            return
        }
        #expect(readBack == "I am about to book for Mallory.")
    }

    @Test("a sensitive call always needs confirmation, bound to its digest")
    func sensitive() async throws {
        let review = await studio.review("refund", #"{"amount":900}"#, Studio.asked(studio.scene))
        let call = try #require(review.call)
        #expect(
            review.ruling == .needsConfirmation(digest: call.digest, readBack: "I am about to refund nine dollars."))
        #expect(studio.records(.policyDecided).last?.fields["decision"]?.stringValue == "gate")
    }

    @Test("money to somebody the caller did not name would need a PIN, which this channel does not have")
    func untrustedMoney() async {
        let review = await studio.review("refund", #"{"amount":90000}"#, Studio.asked(studio.scene))
        #expect(refusal(review) == .notPossible && review.call == nil)
    }

    @Test("a frozen call is denied whatever it is")
    func frozen() async {
        var scene = studio.scene("what is free")
        scene.isFrozen = true
        let review = await studio.review("find_slots", #"{"day":"2026-11-24"}"#, scene)
        #expect(review.ruling == .refused(.denied, reason: "This call has been frozen."))
    }

    @Test("two proposals of the same arguments are two calls")
    func nonce() async throws {
        let (one, two) = (try await studio.refund(), try await studio.refund())
        #expect(one.digest != two.digest)
    }

    @Test("when the log is closed nothing is allowed")
    func unrecorded() async throws {
        try await studio.log.stop()
        let review = await studio.review("find_slots", #"{"day":"2026-11-24"}"#, studio.scene)
        #expect(refusal(review) == .unrecorded && review.call == nil)
    }
}

@Suite("Letting a call through")
struct ApproveTests {
    let studio: Studio

    init() throws { studio = try Studio() }

    /// Approves a call with a confirmation of that digest, and gives what would be sent.
    private func approve(
        _ call: ProposedCall, confirming digest: CallDigest?, recorded: Bool = true,
        _ change: (inout CallScene) -> Void = { _ in }
    ) async throws -> [UInt8] {
        let gate = recorded && digest != nil ? try studio.recordGate(of: call) : nil
        return try await approve(call, digest, gate, change)
    }

    private func approve(
        _ call: ProposedCall, _ digest: CallDigest?, _ recorded: (gate: GateID, receipt: AuditReceipt)?,
        _ change: (inout CallScene) -> Void = { _ in }
    ) async throws -> [UInt8] {
        var scene = Studio.asked(studio.scene)
        change(&scene)
        let gate = try #require(recorded?.gate ?? GateID("gate-1"))
        let confirmation = digest.map { Confirmation(gate: gate, digest: $0, evidence: .typed) }
        let approved = try await studio.approver.approve(
            call, confirmation: confirmation, confirmed: recorded?.receipt, in: scene)
        return approved.body
    }

    private func refused(_ error: ApprovalError, _ body: () async throws -> [UInt8]) async throws {
        let before = studio.records(.toolIntended).count
        await #expect(throws: error) { _ = try await body() }
        #expect(studio.records(.toolIntended).count == before, "an intent was recorded for a call that was refused")
    }

    @Test("a confirmed call passes with its arguments in canonical form, after its intent is in the log")
    func confirmed() async throws {
        let call = try await studio.refund()
        let body = try await approve(call, confirming: call.digest)
        #expect(String(decoding: body, as: UTF8.self) == #"{"amount":900}"#)
        #expect(studio.records(.toolIntended).count == 1)
    }

    @Test("a call that needs none passes without a confirmation, a call that needs one does not")
    func unconfirmed() async throws {
        let slots = await studio.review("find_slots", #"{"day":"2026-11-24"}"#, studio.scene)
        _ = try await approve(try #require(slots.call), confirming: nil)
        let call = try await studio.refund()
        try await refused(.denied("It needs the caller's confirmation.")) {
            try await approve(call, confirming: nil)
        }
    }

    @Test("a confirmation of another call is none")
    func otherCall() async throws {
        let (one, two) = (try await studio.refund(), try await studio.refund())
        try await refused(.otherCall) { try await approve(one, confirming: two.digest) }
    }

    @Test("a confirmation that is not in the log is none")
    func unrecordedConfirmation() async throws {
        let call = try await studio.refund()
        try await refused(.unrecorded) { try await approve(call, confirming: call.digest, recorded: false) }
    }

    @Test("a call passes once, and a refused attempt uses it up")
    func replay() async throws {
        let call = try await studio.refund()
        _ = try await approve(call, confirming: call.digest)
        try await refused(.replayed) { try await approve(call, confirming: call.digest) }
        let other = try await studio.refund()
        _ = try? await approve(other, confirming: other.digest) { $0.isFrozen = true }
        try await refused(.replayed) { try await approve(other, confirming: other.digest) }
    }

    @Test("a call waits two minutes and no longer")
    func expiry() async throws {
        let call = try await studio.refund()
        studio.pass(Approver.patience)
        _ = try await approve(call, confirming: call.digest)
        let late = try await studio.refund()
        studio.pass(Approver.patience + .milliseconds(1))
        try await refused(.expired) { try await approve(late, confirming: late.digest) }
    }

    @Test("policy is asked again with the facts of this moment")
    func facts() async throws {
        let frozen = try await studio.refund()
        try await refused(.denied("This call has been frozen.")) {
            try await approve(frozen, confirming: frozen.digest) { $0.isFrozen = true }
        }
        let risky = try await studio.refund()
        try await refused(.denied("I cannot change anything in this call any more.")) {
            try await approve(risky, confirming: risky.digest) { $0.riskScore = 80 }
        }
        let large = await studio.review(
            "refund", #"{"amount":20000}"#, studio.scene("i want a refund of two hundred dollars"))
        _ = try #require(large.call)
    }

    @Test("a risk that rose in between asks for a confirmation that was not given")
    func stepUp() async throws {
        let scene = studio.scene("please book for anna")
        let call = try #require(await studio.review("book", #"{"name":"anna"}"#, scene).call)
        try await refused(.denied("It needs the caller's confirmation.")) {
            try await approve(call, confirming: nil) {
                $0.callerWords = scene.callerWords
                $0.riskScore = 50
            }
        }
    }

    @Test("when the log is closed nothing passes")
    func unrecorded() async throws {
        let call = try await studio.refund()
        let gate = try studio.recordGate(of: call)
        try await studio.log.stop()
        try await refused(.unrecorded) { try await approve(call, call.digest, gate) }
    }

    @Test("many that want the same call at once: one gets it")
    func race() async throws {
        let call = try await studio.refund()
        let gate = try studio.recordGate(of: call)
        let passed = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 {
                group.addTask { (try? await approve(call, call.digest, gate)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(passed == 1)
    }

    @Test("the order of the records is what the verifier of logs demands")
    func order() async throws {
        let opened = try studio.openSession()
        let slots = await studio.review("find_slots", #"{"day":"2026-11-24"}"#, studio.scene)
        _ = try await approve(try #require(slots.call), confirming: nil)
        let call = try await studio.refund()
        _ = try await approve(call, confirming: call.digest)
        _ = await studio.review("book", #"{"name":"eve"}"#, studio.scene("hello"))
        _ = await studio.review("nothing", "{}", studio.scene)
        #expect(
            studio.records.map(\.kind).dropFirst(3) == [
                .policyDecided, .policyDecided, .toolIntended, .policyDecided, .gateOpened, .gateConfirmed,
                .policyDecided, .toolIntended, .policyDecided, .inputRefused,
            ])
        _ = try studio.write(.sessionClosed(reason: "call-ended", turns: 1, calls: 2, opened: opened))
        try await studio.log.stop()
        let report = try LogVerifier(studio.place).verify()
        #expect(report.isSound, "\(report.failures)")
        #expect(report.counts.confirmedCalls == 1 && report.counts.ungatedCalls == 1)
    }
}
