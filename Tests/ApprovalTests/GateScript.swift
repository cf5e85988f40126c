import Models
import Primitives
import Wire

@testable import Approval

/// A gate with a clock that the test moves; each event is one line.
struct GateScript {
    private(set) var gate: ConfirmationGate
    private(set) var now = Instant.zero
    /// What came out of the last event.
    private(set) var latest: [ConfirmationGate.Action] = []
    private var random: SeededGenerator

    init(seed: UInt64 = 1) throws {
        random = SeededGenerator(seed: seed)
        let id = GateID(prefix: "gate-", from: &random)
        gate = ConfirmationGate(
            id: id, digest: try CallDigest(.example), readBack: "I am about to refund nine dollars.", random: &random)
        latest = gate.open()
    }

    mutating func send(_ event: ConfirmationGate.Event) { latest = gate.handle(event, at: now, random: &random) }

    mutating func pass(_ milliseconds: Int) { now = now + .milliseconds(milliseconds) }

    /// The prompt of the current attempt was played a second later.
    mutating func play() {
        pass(1000)
        send(.readBackPlayed)
    }

    /// An utterance that began now and ends later is judged so.
    mutating func answer(_ judgement: ConfirmationJudgement, attempt: Int? = nil) {
        let began = now
        pass(1500)
        send(.answered(judgement, attempt: attempt ?? gate.attempt, began: began, evidence: nil))
    }

    /// The digest of the confirmation that is handed out now.
    mutating func takeDigest() -> CallDigest? {
        guard let confirmation = gate.takeConfirmation() else { return nil }
        return confirmation.digest
    }
}

extension CallIdentity {
    /// The identity of a refund.
    static let example: CallIdentity = {
        guard let tenant = TenantID("studio"), let session = SessionID("session-1"), let tool = ToolID("refund_payment")
        else { preconditionFailure("an id of the test is none") }
        return CallIdentity(
            tenant: tenant, session: session, principal: "anna", tool: tool, toolVersion: 1,
            arguments: ["payment": "p-1001", "amount": 900], policyVersion: "1", nonce: "n-1",
            expires: WallTime(milliseconds: 1_800_000_000_000))
    }()
}
