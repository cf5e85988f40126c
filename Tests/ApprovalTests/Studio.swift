import Approval
import Audit
import Cedar
import FoundationEssentials
import Primitives
import Synchronization
import Taint
import Testing
import Wire

/// A studio with three tools, the policies of this repository, an approver and a log in a folder of its own. Its clock
/// stands still until it is moved.
final class Studio: Sendable {
    private let path: String
    let place: LogPlace
    let log: AuditLog
    let approver: Approver
    private let random = Mutex(SeededGenerator(seed: 2))
    let scene: CallScene

    init(policies extra: String = "") throws {
        path = FileManager.default.temporaryDirectory.path + "/approval-\(UInt64.random(in: 0 ... .max))"
        let tenant = try #require(TenantID("studio"))
        place = try LogPlace(tenant: tenant, in: .init(preparing: path))
        let time = Time()
        self.time = time
        log = try AuditLog(place, clock: time.clock)
        try log.start(version: "test")
        let policy = CallPolicy(try GateEvaluator(Self.policies(tenant, extra)), version: "v1")
        approver = Approver(tools: try Self.tools(), policy: policy, audit: log, clock: time.clock)
        scene = CallScene(
            tenant: tenant, agent: try #require(AgentID("mira")), session: try #require(SessionID("session-1")),
            principal: "anna", assurance: 1, channel: "realtime")
    }

    private let time: Time

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A clock that only moves when it is told to.
    private final class Time: Sendable {
        let passed = Mutex(Duration.zero)
        var clock: Clock {
            let start = WallTime(milliseconds: 1_795_255_200_000)
            return Clock(
                now: { .zero + self.passed.withLock { $0 } }, wall: { start + self.passed.withLock { $0 } })
        }
    }

    func pass(_ duration: Duration) { time.passed.withLock { $0 += duration } }

    private static func policies(_ tenant: TenantID, _ extra: String) throws -> PolicySet {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Policies"
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(root)/platform").sorted().map {
            "platform/\($0)"
        }
        let set = try (names + ["templates/booking.cedar", "templates/payments.cedar"]).reduce(PolicySet([])) {
            set, name in
            let bytes = [UInt8](try #require(FileManager.default.contents(atPath: "\(root)/\(name)")))
            return try set.merging(PolicySet.parse(String(decoding: bytes, as: UTF8.self), name: name))
        }
        return try set.merging(PolicySet.parse(extra, name: "extra")).linkingAll(to: EntityUID("Tenant", tenant.text))
    }

    private static func tools() throws -> [ToolDefinition] {
        [
            try tool("find_slots", .read, nil, [], [], ["day": ["type": "string", "format": "date"]]),
            try tool(
                "book", .write, "book for {name|name}", [CriticalArgument("name", .name)], ["book", "appointment"],
                ["name": ["type": "string"]]),
            try tool(
                "refund", .write, "refund {amount|money-minor:USD}", [CriticalArgument("amount", .moneyMinor)],
                ["refund", "a refund", "money back"], ["amount": ["type": "integer", "minimum": 1]], isSensitive: true),
        ]
    }

    private static func tool(
        _ id: String, _ effect: ToolDefinition.Effect, _ readBack: String?, _ critical: [CriticalArgument],
        _ asks: [String], _ properties: JSON, isSensitive: Bool = false
    ) throws -> ToolDefinition {
        try ToolDefinition(
            id: try #require(ToolID(id)), version: 1, description: id, effect: effect, isSensitive: isSensitive,
            parameters: [
                "type": "object", "additionalProperties": false, "properties": properties,
                "required": .array((properties.objectValue?.members ?? []).map { .string($0.key) }),
            ],
            readBack: try readBack.map { try ReadBack($0) }, critical: critical, asks: asks, hasTrustedResults: false)
    }

    /// The scene after the caller said those words.
    func scene(_ words: String...) -> CallScene {
        var scene = scene
        scene.callerWords = words
        return scene
    }

    func review(_ tool: String, _ arguments: String, _ scene: CallScene) async -> Approver.Review {
        let id = random.withLock { CallID(prefix: "call-", from: &$0) }
        return await approver.review(id, tool: tool, arguments: Array(arguments.utf8), in: scene)
    }

    /// A refund of nine dollars that waits for its confirmation.
    func refund() async throws -> ProposedCall {
        try #require(await review("refund", #"{"amount":900}"#, Self.asked(scene)).call)
    }

    static func asked(_ scene: CallScene) -> CallScene {
        var scene = scene
        scene.callerWords = ["i want a refund of nine dollars"]
        return scene
    }

    /// What the log holds before a confirmed call runs: the gate's beginning and end.
    func recordGate(of call: ProposedCall) throws -> (gate: GateID, receipt: AuditReceipt) {
        let gate = random.withLock { GateID(prefix: "gate-", from: &$0) }
        let words = [UInt8](repeating: 1, count: 32)
        let opened = try write(
            .gateOpened(
                gate: gate, call: call.id, tool: call.tool.id, digest: call.digest.bytes, level: 1,
                expires: call.expires, readBack: words, challenge: words, decision: call.decision))
        let receipt = try write(
            .gateConfirmed(gate: gate, digest: call.digest.bytes, level: 1, method: "spoken", opened: opened))
        return (gate, receipt)
    }

    func write(_ event: AuditEvent) throws -> AuditReceipt {
        try log.appendBlocking(AuditRecord(event, scope: AuditScope(session: scene.session)))
    }

    /// Writes that the session is open, as everything else in a log needs.
    func openSession() throws -> AuditReceipt {
        let authentication = try log.appendBlocking(
            AuditRecord(.authenticationAccepted(method: "api-key", principal: "key:k1", assurance: 1, key: nil)))
        return try write(
            .sessionOpened(
                agent: scene.agent, channel: "realtime", principal: "anna", assurance: 1, policyVersion: "v1",
                authentication: authentication))
    }

    var records: [AuditEntry] { (try? AuditReader(place).list(AuditQuery()).entries) ?? [] }
    func records(_ kind: AuditKind) -> [AuditEntry] { records.filter { $0.kind == kind } }
}
