import Approval
import Audit
import Cedar
import Models
import Primitives
import Synchronization
import Taint
import Testing
import Wire

/// The hair studio of the demo, as attacks meet it: its tools, the platform's policies with both templates, an approver
/// and a log, in a folder that goes away with its last user. Clocks stand still until they are moved.
final class Studio: Sendable {
    static let tenant = name("studio", TenantID.init)
    static let session = name("session-1", SessionID.init)

    let folder: TemporaryFolder
    let place: LogPlace
    let log: AuditLog
    let approver: Approver
    let time = TestTime()
    private let random = Mutex(SeededGenerator(seed: 11))

    init(extraPolicies: String = "") throws {
        folder = try TemporaryFolder()
        place = try LogPlace(tenant: Self.tenant, in: folder.data)
        log = try AuditLog(place, clock: time.clock)
        try log.start(version: "attack")
        let policy = CallPolicy(try GateEvaluator(Self.policies(extraPolicies)), version: "attack")
        approver = Approver(tools: try Self.tools(), policy: policy, audit: log, clock: time.clock)
        let authentication = try log.appendBlocking(
            AuditRecord(
                .authenticationAccepted(
                    method: "api-key", principal: "key:k1", assurance: 0, key: name("k1", KeyID.init)),
                scope: AuditScope(request: name("request-1", RequestID.init))))
        _ = try write(
            .sessionOpened(
                agent: name("mira", AgentID.init), channel: "realtime", principal: "key:k1", assurance: 0,
                policyVersion: "attack", authentication: authentication))
    }

    /// The platform's policies, and the templates linked to the studio.
    static func policies(_ extra: String = "") throws -> PolicySet {
        let names = [
            "platform/freeze", "platform/grounding", "platform/intent", "platform/isolation", "platform/risk",
            "platform/sensitive", "templates/booking", "templates/payments",
        ]
        let set = try names.reduce(PolicySet([])) { set, name in
            let text = try #require(Repository.text("Policies/\(name).cedar"))
            return try set.merging(PolicySet.parse(text, name: name))
        }
        return try set.merging(PolicySet.parse(extra, name: "extra")).linkingAll(to: EntityUID("Tenant", tenant.text))
    }

    static func tools() throws -> [ToolDefinition] {
        [
            try tool(
                "find_slots", .read, sensitive: false, readBack: nil, critical: [], asks: [],
                properties: ["day": ["type": "string", "format": "date"]], required: ["day"]),
            try tool(
                "refund_payment", .write, sensitive: true,
                readBack: "refund {amount|money-minor:USD} of the payment with the number {payment|digits}",
                critical: [CriticalArgument("payment", .identifier), CriticalArgument("amount", .moneyMinor)],
                asks: ["refund", "a refund", "money back"],
                properties: [
                    "payment": ["type": "string", "pattern": "^p-[0-9]{4}$"],
                    "amount": ["type": "integer", "minimum": 1],
                ], required: ["payment", "amount"]),
            try tool(
                "send_message", .egress, sensitive: false, readBack: "send a message to {to|text}",
                critical: [CriticalArgument("to", .name)], asks: ["send a message", "text"],
                properties: ["to": ["type": "string"]], required: ["to"]),
        ]
    }

    private static func tool(
        _ id: String, _ effect: ToolDefinition.Effect, sensitive: Bool, readBack: String?, critical: [CriticalArgument],
        asks: [String], properties: JSON, required: [String]
    ) throws -> ToolDefinition {
        try ToolDefinition(
            id: name(id, ToolID.init), version: 1, description: id, effect: effect, isSensitive: sensitive,
            parameters: [
                "type": "object", "additionalProperties": false, "properties": properties,
                "required": .array(required.map { .string($0) }),
            ],
            readBack: try readBack.map { try ReadBack($0) }, critical: critical, asks: asks, hasTrustedResults: false)
    }

    /// The scene of a call in which the caller said those words, and tools returned those texts.
    func scene(_ words: [String] = [], results: [String] = []) -> CallScene {
        var scene = CallScene(
            tenant: Self.tenant, agent: name("mira", AgentID.init), session: Self.session, principal: "anna",
            assurance: 0,
            channel: "realtime")
        scene.callerWords = words
        scene.toolResults = results.map { ($0, false) }
        return scene
    }

    /// Reviews a proposal of the model.
    func review(_ tool: String, _ arguments: String, in scene: CallScene) async -> Approver.Review {
        let id = random.withLock { CallID(prefix: "call-", from: &$0) }
        return await approver.review(id, tool: tool, arguments: Array(arguments.utf8), in: scene)
    }

    /// A gate for that digest whose prompt was played, and the confirmation that the right words give.
    func confirmation(of digest: CallDigest) throws -> Approval.Confirmation {
        var gate = OpenedGate(digest: digest)
        guard let confirmation = gate.answer(gate.challenge.phrase) else { throw ApprovalError.otherCall }
        return confirmation
    }

    /// What the log needs before a confirmed call: the gate's opening and its confirmation.
    func recordConfirmation(of call: ProposedCall) throws -> AuditReceipt {
        let gate = random.withLock { GateID(prefix: "gate-", from: &$0) }
        let opened = try write(
            .gateOpened(
                gate: gate, call: call.id, tool: call.tool.id, digest: call.digest.bytes, level: 1,
                expires: call.expires,
                readBack: [UInt8](repeating: 1, count: 32), challenge: [UInt8](repeating: 2, count: 32),
                decision: call.decision))
        return try write(
            .gateConfirmed(gate: gate, digest: call.digest.bytes, level: 1, method: "spoken", opened: opened))
    }

    func write(_ event: AuditEvent) throws -> AuditReceipt {
        try log.appendBlocking(AuditRecord(event, scope: AuditScope(session: Self.session)))
    }

    /// The records of a kind.
    func records(_ kind: AuditKind) throws -> [AuditEntry] {
        try AuditReader(place).list(AuditQuery(kind: kind)).entries
    }
}

/// A confirmation gate whose prompt was played at the beginning of time.
struct OpenedGate {
    private var gate: ConfirmationGate
    private var random = SeededGenerator(seed: 7)

    init(digest: CallDigest) {
        var random = SeededGenerator(seed: 5)
        gate = ConfirmationGate(
            id: name("gate-1", GateID.init), digest: digest, readBack: "I am about to.", random: &random)
        _ = gate.open()
        _ = gate.handle(.readBackPlayed, at: .zero, random: &self.random)
    }

    var challenge: Challenge { gate.challenge }
    var outcome: GateOutcome? { gate.outcome }

    /// Feeds an event one second later.
    mutating func handle(_ event: ConfirmationGate.Event) {
        _ = gate.handle(event, at: .zero + .seconds(1), random: &random)
    }

    /// Whether both recognisers hearing those words gives a confirmation.
    mutating func confirms(_ words: [String]) -> Bool {
        guard let confirmation = answer(words) else { return false }
        return confirmation.digest == gate.digest
    }

    /// The confirmation, if both recognisers hearing those words gives one.
    mutating func answer(_ words: [String]) -> Approval.Confirmation? {
        let evidence = heard(words, words)
        handle(
            .answered(
                ConfirmationRule.judge(evidence, challenge: challenge.words), attempt: gate.attempt,
                began: .zero + .milliseconds(500), evidence: evidence))
        return gate.takeConfirmation()
    }
}

/// What two recognisers heard.
func heard(_ constrained: [String], _ open: [String], speech: Duration = .milliseconds(1500)) -> ConfirmationEvidence {
    ConfirmationEvidence(
        constrained: Transcript(words: constrained.map { .init($0) }, recogniser: "grammar"),
        open: Transcript(words: open.map { .init($0) }, recogniser: "open"), speech: speech)
}

/// An id that a test writes down.
func name<Kind>(_ text: String, _ make: (String) -> Identifier<Kind>?) -> Identifier<Kind> {
    guard let id = make(text) else { preconditionFailure("'\(text)' is no id") }
    return id
}
