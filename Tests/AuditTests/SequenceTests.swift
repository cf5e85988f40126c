import MerkleLog
import Primitives
import Testing

@testable import Audit

/// One way in which a gateway could break the order of records, told to a log that signs whatever it is given.
struct Misdeed: Sendable, CustomTestStringConvertible {
    let name: String
    /// What the checker must say.
    let expected: String
    let tell: @Sendable (Story) throws -> Void

    init(_ name: String, _ expected: String, _ tell: @escaping @Sendable (Story) throws -> Void) {
        (self.name, self.expected, self.tell) = (name, expected, tell)
    }

    var testDescription: String { name }
}

/// A session is open, and a gate of the call was confirmed and decided upon again.
private func confirmed(_ story: Story) throws -> (decision: AuditReceipt, confirmation: AuditReceipt) {
    _ = try story.open(story.authenticate())
    let confirmation = try story.confirm(story.openGate(story.decide(.gate, level: 1)))
    return (try story.decide(.allow, level: 1), confirmation)
}

private let sessions: [Misdeed] = [
    Misdeed("a session without authentication", "without exactly one accepted authentication") { story in
        let refused = AuditEvent.authenticationRefused(method: "api-key", reason: "unknown")
        _ = try story.open(story.log.appendBlocking(AuditRecord(refused)))
    },
    Misdeed("a session opened twice", "opens twice") { story in
        _ = try story.open(story.authenticate())
        _ = try story.open(story.authenticate())
    },
    Misdeed("a record before its session opens", "never opened") { story in _ = try story.decide(.deny) },
    Misdeed("an intent after its session closed", "session is not open") { story in
        let opened = try story.open(story.authenticate())
        let decision = try story.decide(.allow)
        _ = try story.close(opened)
        _ = try story.intend(decision)
    },
    Misdeed("a gate after its session closed", "session is not open") { story in
        let opened = try story.open(story.authenticate())
        let decision = try story.decide(.gate, level: 1)
        _ = try story.close(opened)
        _ = try story.openGate(decision)
    },
    Misdeed("a session closed twice", "not open") { story in
        let opened = try story.open(story.authenticate())
        _ = try story.close(opened)
        _ = try story.close(opened)
    },
    Misdeed("an end that cites another record than the beginning", "does not cite its beginning") { story in
        let authentication = try story.authenticate()
        _ = try story.open(authentication)
        _ = try story.close(authentication)
    },
    Misdeed("a citation of a record that does not exist", "not before it") { story in
        let none = AuditReceipt(index: 0, leaf: TreeHash(leaf: [1]), time: WallTime(milliseconds: 0))
        _ = try story.open(none)
    },
]

private let gates: [Misdeed] = [
    Misdeed("a gate that policy did not ask for", "did not ask for") { story in
        _ = try story.open(story.authenticate())
        _ = try story.openGate(story.decide(.allow))
    },
    Misdeed("a gate about other arguments", "other arguments than the decision") { story in
        _ = try story.open(story.authenticate())
        _ = try story.openGate(story.decide(.gate, level: 1), digest: digest("other"))
    },
    Misdeed("a gate that asks for too little", "less than policy wants") { story in
        _ = try story.open(story.authenticate())
        _ = try story.openGate(story.decide(.gate, level: 3), level: 1)
    },
    Misdeed("a confirmation of other arguments", "other arguments than its gate") { story in
        _ = try story.open(story.authenticate())
        _ = try story.confirm(story.openGate(story.decide(.gate, level: 1)), digest: digest("other"))
    },
    Misdeed("a confirmation after the time was up", "after its gate expired") { story in
        _ = try story.open(story.authenticate())
        let gate = try story.openGate(story.decide(.gate, level: 1))
        story.clock.advance(.seconds(120))
        _ = try story.confirm(gate)
    },
    Misdeed("two answers to a gate", "already answered") { story in
        _ = try story.open(story.authenticate())
        let gate = try story.openGate(story.decide(.gate, level: 1))
        _ = try story.append(.gateDeclined(gate: id("g1"), digest: story.arguments, reason: "no", opened: gate))
        _ = try story.confirm(gate)
    },
    Misdeed("a gate opened twice", "opens twice") { story in
        _ = try story.open(story.authenticate())
        let decision = try story.decide(.gate, level: 1)
        _ = try story.openGate(decision)
        _ = try story.openGate(decision)
    },
    Misdeed("a confirmation of a gate that was never opened", "never opened") { story in
        _ = try story.open(story.authenticate())
        _ = try story.confirm(story.decide(.gate, level: 1), gate: "g9")
    },
]

private let intents: [Misdeed] = [
    Misdeed("an intent without a decision", "was not decided") { story in
        _ = try story.intend(story.open(story.authenticate()))
    },
    Misdeed("an intent that policy denied", "did not allow") { story in
        _ = try story.open(story.authenticate())
        _ = try story.intend(story.decide(.deny))
    },
    Misdeed("an intent on a decision that was overtaken", "last decision") { story in
        _ = try story.open(story.authenticate())
        let old = try story.decide(.allow)
        _ = try story.decide(.allow)
        _ = try story.intend(old)
    },
    Misdeed("an intent with other arguments than were decided", "other arguments") { story in
        _ = try story.open(story.authenticate())
        _ = try story.intend(story.decide(.allow), digest: digest("other"))
    },
    Misdeed("an intent under another policy version", "policy version") { story in
        _ = try story.open(story.authenticate())
        _ = try story.intend(story.decide(.allow), version: "v2")
    },
    Misdeed("an intent of another tool", "another tool") { story in
        _ = try story.open(story.authenticate())
        _ = try story.intend(story.decide(.allow), tool: "pay")
    },
    Misdeed("a gated intent without its confirmation", "without its confirmation") { story in
        _ = try story.intend(confirmed(story).decision, level: 1)
    },
    Misdeed("a gated intent after the gate was declined", "without its confirmation") { story in
        _ = try story.open(story.authenticate())
        let gate = try story.openGate(story.decide(.gate, level: 1))
        _ = try story.append(.gateDeclined(gate: id("g1"), digest: story.arguments, reason: "no", opened: gate))
        _ = try story.intend(story.decide(.allow))
    },
    Misdeed("an intent that was not decided again after the confirmation", "did not allow") { story in
        _ = try story.open(story.authenticate())
        let decision = try story.decide(.gate, level: 1)
        let confirmation = try story.confirm(story.openGate(decision))
        _ = try story.intend(decision, confirmation, level: 1, gate: "g1")
    },
    Misdeed("an intent that uses a confirmation after its time", "expired") { story in
        let (_, confirmation) = try confirmed(story)
        story.clock.advance(.seconds(120))
        _ = try story.intend(story.decide(.allow, level: 1), confirmation, level: 1, gate: "g1")
    },
    Misdeed("an intent with other arguments than were confirmed", "other arguments than were confirmed") { story in
        let (_, confirmation) = try confirmed(story)
        let other = try story.decide(.allow, level: 1, digest: digest("other"))
        _ = try story.intend(other, confirmation, level: 1, gate: "g1", digest: digest("other"))
    },
    Misdeed("an intent allowed for more than was confirmed", "more than was confirmed") { story in
        let (_, confirmation) = try confirmed(story)
        _ = try story.intend(story.decide(.allow, level: 2), confirmation, level: 2, gate: "g1")
    },
    Misdeed("an intent on another call's confirmation", "another call") { story in
        let (_, confirmation) = try confirmed(story)
        var other = Story(story.log, story.clock, session: "s1", call: "c2")
        other.arguments = story.arguments
        _ = try other.intend(other.decide(.allow, level: 1), confirmation, level: 1, gate: "g1")
    },
    Misdeed("an intent that names another gate than it cites", "of another gate") { story in
        let (decision, confirmation) = try confirmed(story)
        let other = Story(story.log, story.clock, session: "s1", call: "c2")
        _ = try other.confirm(other.openGate(other.decide(.gate, level: 1), gate: "g2"), gate: "g2")
        _ = try story.intend(decision, confirmation, level: 1, gate: "g2")
    },
    Misdeed("a call intended twice", "intended twice") { story in
        let (decision, confirmation) = try confirmed(story)
        _ = try story.intend(decision, confirmation, level: 1, gate: "g1")
        _ = try story.intend(decision, confirmation, level: 1, gate: "g1")
    },
    Misdeed("an outcome without an intent", "was not intended") { story in
        _ = try story.open(story.authenticate())
        _ = try story.finish(story.decide(.allow))
    },
    Misdeed("two outcomes of one call", "ended twice") { story in
        _ = try story.open(story.authenticate())
        let intent = try story.intend(story.decide(.allow))
        _ = try story.finish(intent)
        _ = try story.finish(intent)
    },
    Misdeed("an outcome of another tool", "another tool") { story in
        _ = try story.open(story.authenticate())
        _ = try story.finish(story.intend(story.decide(.allow)), tool: "pay")
    },
    Misdeed("an outcome that cites something else", "does not cite its intent") { story in
        _ = try story.open(story.authenticate())
        let decision = try story.decide(.allow)
        _ = try story.intend(decision)
        _ = try story.finish(decision)
    },
]

private let runs: [Misdeed] = [
    Misdeed("a start that leaves a session of the last run open", "did not first close") { story in
        _ = try story.open(story.authenticate())
        _ = try story.log.appendBlocking(AuditRecord(.logStarted(version: "x", entries: 3)))
        _ = try story.authenticate()
    },
    Misdeed("a start that counts wrongly", "counts other entries") { story in
        _ = try story.log.appendBlocking(AuditRecord(.logStarted(version: "x", entries: 7)))
    },
    Misdeed("a session while no run is recorded", "no run is recorded") { story in
        _ = try story.log.appendBlocking(AuditRecord(.logStopped(entries: 1)))
        _ = try story.open(story.authenticate())
    },
    Misdeed("a stop without a start", "never started") { story in
        _ = try story.log.appendBlocking(AuditRecord(.logStopped(entries: 1)))
        _ = try story.log.appendBlocking(AuditRecord(.logStopped(entries: 2)))
    },
]

@Test(
    "A gateway that breaks the order of records is caught, though every hash and signature is right",
    arguments: sessions + gates + intents + runs)
func misdeedsAreCaught(misdeed: Misdeed) throws {
    let fixture = try LogFixture()
    let log = try fixture.open()
    try misdeed.tell(Story(log, fixture.clock))
    let report = try fixture.verify(key: log.verifier)
    #expect(!report.isSound, "\(report)")
    #expect(report.failures.first?.problem.contains(misdeed.expected) == true, "\(report.failures)")
    #expect(report.failures.count == 1, "\(report.failures)")
}

@Test("Calls that need no confirmation, declined and expired gates, and late outcomes are in order")
func goodOrdersPass() throws {
    let fixture = try LogFixture()
    let log = try fixture.open()
    let story = Story(log, fixture.clock, call: "c1")
    let opened = try story.open(story.authenticate())
    let intent = try story.intend(story.decide(.allow))
    let declined = Story(log, fixture.clock, call: "c2")
    let gate = try declined.openGate(declined.decide(.gate, level: 1), gate: "g2")
    _ = try declined.append(
        .gateRepeated(gate: id("g2"), digest: declined.arguments, challenge: digest("new"), opened: gate))
    _ = try declined.append(.gateDeclined(gate: id("g2"), digest: declined.arguments, reason: "no", opened: gate))
    let expired = Story(log, fixture.clock, call: "c3")
    let late = try expired.openGate(expired.decide(.gate, level: 2), gate: "g3", level: 2)
    fixture.clock.advance(.seconds(90))
    _ = try expired.append(.gateExpired(gate: id("g3"), digest: expired.arguments, opened: late))
    _ = try story.close(opened)
    _ = try story.finish(intent)
    _ = try Story(log, fixture.clock, call: "c4").decide(.deny)
    let report = try fixture.verify(key: log.verifier)
    #expect(report.isSound, "\(report)")
    #expect(report.counts.ungatedCalls == 1)
}
