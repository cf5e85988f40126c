import MerkleLog
import Primitives
import Wire

/// The order that a log must keep, as a state machine over its entries: authentication, decision, (gate,
/// confirmation), intent, outcome. Pure; its memory grows with the log (a hash per entry).
package struct SequenceRules: Sendable {
    /// A step back of time between neighbours that goes unremarked, in milliseconds.
    static let clockTolerance_ms: Int64 = LogWriter.clockTolerance.milliseconds

    /// How much later than it was checked an answer or intent may become durable, in milliseconds.
    static let expiryTolerance_ms: Int64 = 10_000

    /// What was counted.
    package private(set) var counts = SequenceCounts()
    private var kinds: [TreeHash: AuditKind] = [:]
    private var lastTime: WallTime?
    private var openSessions: [String: TreeHash] = [:]
    private var closedSessions: Set<String> = []
    private var calls: [String: CallTrail] = [:]
    private var gates: [String: GateTrail] = [:]
    private var openCalls: Set<String> = []
    private var openGates: Set<String> = []
    private var isRunning = false
    /// What a start found open and must close before anything else is recorded.
    private var orphans: Set<String> = []

    /// The state before the first entry.
    package init() {}

    /// Takes the next entry in. Throws `RuleViolation` when it breaks the order.
    package mutating func check(_ entry: AuditEntry) throws(RuleViolation) {
        try checkTime(entry)
        for cited in entry.cites { try require(kinds[cited] != nil, "it cites a record that is not before it") }
        try checkSession(entry)
        try checkOrphans(entry)
        try checkKind(entry)
        kinds[entry.leaf] = entry.kind
        counts.kinds[entry.kind, default: 0] += 1
    }

    /// What is still open after the last entry.
    package var open: (sessions: Int, gates: Int, calls: Int) { (openSessions.count, openGates.count, openCalls.count) }

    private mutating func checkTime(_ entry: AuditEntry) throws(RuleViolation) {
        defer { lastTime = entry.time }
        guard let lastTime, entry.kind != .clockChanged else { return }
        let earliest = lastTime.milliseconds &- Self.clockTolerance_ms
        try require(entry.time.milliseconds >= earliest, "its time lies before that of the record before it")
    }

    /// What asks the caller or makes something happen needs an open session. Answers that were under way when the call
    /// ended (a decision, a refusal, an outcome) may come after its end.
    private func checkSession(_ entry: AuditEntry) throws(RuleViolation) {
        guard let session = entry.session else { return }
        switch entry.kind {
        case .sessionOpened, .authenticationAccepted, .authenticationRefused, .auditRead, .freezeChanged: return
        case .gateOpened, .gateRepeated, .gateConfirmed, .toolIntended, .sessionClosed:
            try require(openSessions[session] != nil, "its session is not open")
        default: try require(known(session), "its session was never opened")
        }
    }

    private func known(_ session: String) -> Bool { openSessions[session] != nil || closedSessions.contains(session) }

    private mutating func checkOrphans(_ entry: AuditEntry) throws(RuleViolation) {
        guard !orphans.isEmpty else { return }
        let name: String? =
            switch entry.kind {
            case .toolFinished, .gateExpired: entry.subject
            case .sessionClosed: entry.session
            default: nil
            }
        let isClosing = name.map { orphans.remove($0) != nil } ?? false
        try require(isClosing, "a start did not first close what the run before it left open")
    }

    private mutating func checkKind(_ entry: AuditEntry) throws(RuleViolation) {
        switch entry.kind {
        case .logStarted: try start(entry)
        case .logStopped: try stop(entry)
        case .sessionOpened: try openSession(entry)
        case .sessionClosed: try closeSession(entry)
        case .policyDecided: try decide(entry)
        case .gateOpened: try openGate(entry)
        case .gateRepeated: _ = try openGate(named: entry)
        case .gateConfirmed: try confirm(entry)
        case .gateDeclined, .gateExpired: try closeGate(entry)
        case .toolIntended: try intend(entry)
        case .toolFinished: try finish(entry)
        case .clockChanged: counts.clockChanges += 1
        case .authenticationAccepted, .authenticationRefused, .outputFiltered, .inputRefused, .limitReached,
            .playbackInterrupted, .adminChanged, .freezeChanged, .auditRead:
            return
        }
    }
}

/// What the checker counted.
package struct SequenceCounts: Sendable, Hashable {
    /// Entries of each kind.
    package var kinds: [AuditKind: Int] = [:]
    /// Runs that ended without a stop, calls that ended without a known outcome, steps of the clock.
    package var crashes = 0, unknownOutcomes = 0, clockChanges = 0
    /// Calls that ran after a confirmation, and calls that needed none.
    package var confirmedCalls = 0, ungatedCalls = 0

    /// How many entries are of `kind`.
    package func of(_ kind: AuditKind) -> Int { kinds[kind, default: 0] }
}

// MARK: - Runs and sessions

extension SequenceRules {
    private mutating func start(_ entry: AuditEntry) throws(RuleViolation) {
        try require(entry.number("entries") == Int64(clamping: entry.index), "it counts other entries before it")
        if isRunning { counts.crashes += 1 }
        isRunning = true
        orphans = openCalls.union(openGates).union(openSessions.keys)
    }

    private mutating func stop(_ entry: AuditEntry) throws(RuleViolation) {
        try require(isRunning, "a run stops that never started")
        isRunning = false
    }

    private mutating func openSession(_ entry: AuditEntry) throws(RuleViolation) {
        let session = try require(entry.session, "a session opens without a name")
        try require(isRunning, "a session opens while no run is recorded")
        try require(!known(session), "a session opens twice")
        let accepted = entry.cites.filter { kinds[$0] == .authenticationAccepted }
        try require(accepted.count == 1, "a session opens without exactly one accepted authentication")
        openSessions[session] = entry.leaf
    }

    private mutating func closeSession(_ entry: AuditEntry) throws(RuleViolation) {
        let session = try require(entry.session, "a session closes without a name")
        let opened = try require(openSessions.removeValue(forKey: session), "a session closes that is not open")
        try require(entry.cites.contains(opened), "a session's end does not cite its beginning")
        closedSessions.insert(session)
    }
}

// MARK: - Decisions and gates

extension SequenceRules {
    private mutating func decide(_ entry: AuditEntry) throws(RuleViolation) {
        let (call, tool) = (try entry.text("call"), try entry.text("tool"))
        let verdict = try require(AuditedDecision(rawValue: try entry.text("decision")), "a decision is none")
        let decision = CallTrail.Decision(
            index: entry.index, leaf: entry.leaf, decision: verdict, digest: try entry.text("digest"),
            level: entry.number("level"), policyVersion: try entry.text("policy_version"))
        var trail = calls[call] ?? CallTrail(tool: tool, decision: decision)
        try require(trail.tool == tool, "a call changes its tool")
        try require(trail.intent == nil, "a call is decided after its intent")
        trail.decision = decision
        trail.isGated = trail.isGated || verdict == .gate
        calls[call] = trail
    }

    private mutating func openGate(_ entry: AuditEntry) throws(RuleViolation) {
        let (gate, call, digest) = (try entry.text("gate"), try entry.text("call"), try entry.text("digest"))
        try require(gates[gate] == nil, "a gate opens twice")
        let trail = try require(calls[call], "a gate opens for a call that was not decided")
        let decision = trail.decision
        try require(entry.cites.contains(decision.leaf), "a gate does not cite the last decision of its call")
        try require(decision.decision == .gate, "a gate opens that policy did not ask for")
        try require(decision.digest == digest, "a gate is about other arguments than the decision")
        try require(entry.number("level") >= decision.level, "a gate asks for less than policy wants")
        let expires = WallTime(milliseconds: entry.number("expires"))
        gates[gate] = GateTrail(
            leaf: entry.leaf, call: call, digest: digest, level: entry.number("level"), expires: expires)
        openGates.insert(gate)
    }

    /// The open gate that a record is about, and cites, with the same digest.
    private func openGate(named entry: AuditEntry) throws(RuleViolation) -> GateTrail {
        let trail = try require(gates[try entry.text("gate")], "the gate was never opened")
        try require(trail.isOpen, "the gate was already answered")
        try require(entry.cites.contains(trail.leaf), "an answer does not cite its gate")
        try require(try entry.text("digest") == trail.digest, "an answer is about other arguments than its gate")
        return trail
    }

    private mutating func confirm(_ entry: AuditEntry) throws(RuleViolation) {
        var trail = try openGate(named: entry)
        try require(isInTime(entry, trail), "a confirmation came after its gate expired")
        try require(entry.number("level") >= trail.level, "a confirmation is weaker than its gate")
        trail.isOpen = false
        trail.confirmation = (entry.index, entry.leaf)
        let gate = try entry.text("gate")
        gates[gate] = trail
        openGates.remove(gate)
    }

    private func isInTime(_ entry: AuditEntry, _ gate: GateTrail) -> Bool {
        entry.time <= gate.expires + .milliseconds(Self.expiryTolerance_ms)
    }

    private mutating func closeGate(_ entry: AuditEntry) throws(RuleViolation) {
        var trail = try openGate(named: entry)
        trail.isOpen = false
        let gate = try entry.text("gate")
        gates[gate] = trail
        openGates.remove(gate)
    }
}

// MARK: - Intents and outcomes

extension SequenceRules {
    private mutating func intend(_ entry: AuditEntry) throws(RuleViolation) {
        let call = try entry.text("call")
        var trail = try require(calls[call], "a call is intended that was not decided")
        try require(trail.intent == nil, "a call is intended twice")
        let decision = trail.decision
        try require(decision.decision == .allow, "a call is intended that policy did not allow")
        try require(entry.cites.contains(decision.leaf), "an intent does not cite the last decision of its call")
        try require(try entry.text("tool") == trail.tool, "an intent is of another tool than its decision")
        try require(try entry.text("digest") == decision.digest, "an intent has other arguments than its decision")
        let version = try entry.text("policy_version")
        try require(version == decision.policyVersion, "an intent names another policy version than its decision")
        try require(entry.number("level") == decision.level, "an intent names another level than its decision")
        let isConfirmed = try useConfirmation(entry, decision, call)
        let needsConfirmation = trail.isGated || decision.level > 0
        try require(isConfirmed || !needsConfirmation, "a gated call is intended without its confirmation")
        trail.intent = entry.leaf
        calls[call] = trail
        openCalls.insert(call)
        if isConfirmed { counts.confirmedCalls += 1 } else { counts.ungatedCalls += 1 }
    }

    /// Uses up the one confirmation that an intent cites; false when it cites none.
    private mutating func useConfirmation(
        _ entry: AuditEntry, _ decision: CallTrail.Decision, _ call: String
    ) throws(RuleViolation) -> Bool {
        let cited = entry.cites.filter { kinds[$0] == .gateConfirmed }
        try require(cited.count <= 1, "an intent cites more than one confirmation")
        guard let leaf = cited.first else { return false }
        let name = try require(entry.fields["gate"]?.stringValue, "an intent does not name its gate")
        var gate = try require(gates[name], "an intent names a gate that was never opened")
        let confirmation = try require(gate.confirmation, "an intent names a gate that was not confirmed")
        try require(confirmation.leaf == leaf, "an intent cites the confirmation of another gate")
        try require(gate.call == call, "an intent uses the confirmation of another call")
        try require(gate.digest == decision.digest, "an intent has other arguments than were confirmed")
        try require(confirmation.index < decision.index, "a call was not decided again after its confirmation")
        try require(gate.level >= decision.level, "a call was allowed for more than was confirmed")
        try require(isInTime(entry, gate), "an intent uses a confirmation that had expired")
        try require(!gate.isUsed, "a confirmation is used twice")
        gate.isUsed = true
        gates[name] = gate
        return true
    }

    private mutating func finish(_ entry: AuditEntry) throws(RuleViolation) {
        let call = try entry.text("call")
        var trail = try require(calls[call], "a call ended that was not decided")
        let intent = try require(trail.intent, "a call ended that was not intended")
        try require(!trail.isFinished, "a call ended twice")
        try require(entry.cites.contains(intent), "an outcome does not cite its intent")
        try require(try entry.text("tool") == trail.tool, "an outcome is of another tool than its intent")
        let disposition = AuditedDisposition(rawValue: try entry.text("disposition"))
        if try require(disposition, "an outcome is none") == .unknown { counts.unknownOutcomes += 1 }
        trail.isFinished = true
        calls[call] = trail
        openCalls.remove(call)
    }
}

extension AuditEntry {
    /// A field that its kind requires to be a text.
    fileprivate func text(_ field: String) throws(RuleViolation) -> String {
        try require(fields[field]?.stringValue, "it lacks a field of its kind")
    }

    /// A field that its kind requires to be a number.
    fileprivate func number(_ field: String) -> Int64 { fields[field]?.int64Value ?? .min }
}
