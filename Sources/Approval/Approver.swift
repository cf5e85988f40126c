import Audit
import Cedar
import Primitives
import Synchronization
import Wire

/// The one door to side effects. It checks what a model proposes, asks policy, and, when the caller has confirmed or need
/// not, asks policy again and lets exactly that call through once. Every answer is in the audit log before it is given.
package final class Approver: Sendable {
    /// How long a checked call may wait for its confirmation.
    package static let patience: Duration = .seconds(120)

    private let tools: [String: ToolDefinition]
    private let policy: CallPolicy
    private let audit: AuditLog
    private let clock: Clock
    private let spent = Mutex<[CallDigest: WallTime]>([:])

    /// An approver for a tenant's tools, by its policies, writing to its log.
    package init(tools: [ToolDefinition], policy: CallPolicy, audit: AuditLog, clock: Clock) {
        self.tools = Dictionary(tools.map { ($0.id.text, $0) }, uniquingKeysWith: { first, _ in first })
        self.policy = policy
        self.audit = audit
        self.clock = clock
    }

    /// The version of the policies that decide.
    package var policyVersion: String { policy.version }

    /// What becomes of a proposal.
    package struct Review: Sendable {
        /// What the conversation is told.
        package let ruling: CallRuling
        /// The checked call, if it may run now or after a confirmation.
        package let call: ProposedCall?
        /// Whether the call itself, not its timing, was refused by policy: a signal of risk.
        package var isDenied: Bool {
            if case .refused(let refusal, _) = ruling { refusal == .denied || refusal == .alarmed } else { false }
        }
    }

    /// Checks a proposal against its tool's schema and asks policy what it needs.
    package func review(_ id: CallID, tool name: String, arguments: [UInt8], in scene: CallScene) async -> Review {
        let scope = AuditScope(session: scene.session)
        guard let tool = tools[name] else { return await invalid("unknown tool", "There is no such tool.", scope) }
        guard let json = try? JSON.parse(arguments), json.objectValue != nil else {
            return await invalid("arguments are not JSON", "The arguments are not a JSON object.", scope)
        }
        let violations = tool.schema.violations(in: json)
        if let first = violations.first {
            return await invalid(
                "arguments break the schema", "The arguments do not fit: \(first.path): \(first.message)", scope)
        }
        return await rule(id, tool, json, scene, scope)
    }

    /// Lets a call run if policy allows it now: at the level of the confirmation, with the facts as they are now. The
    /// intent is durable when this returns. Throws `ApprovalError`; nothing has run then.
    package func approve(
        _ call: ProposedCall, confirmation: consuming Confirmation?, confirmed: AuditReceipt?, in scene: CallScene
    ) async throws(ApprovalError) -> ApprovedCall {
        let (level, gate) = try check(confirmation, for: call)
        guard level == 0 || confirmed != nil else { throw .unrecorded }
        guard clock.wall() <= call.expires else { throw .expired }
        guard spend(call) else { throw .replayed }
        let scope = AuditScope(session: scene.session)
        let verdict = policy.decide(call.tool, call.arguments, scene, now: clock.wall(), reached: level)
        let decision = try await record(verdict, call, level, building: confirmed, scope)
        guard case .allow = verdict.decision else { throw .denied(verdict.reason) }
        guard let body = try? call.arguments.canonical() else { throw .denied("The arguments have no canonical form.") }
        let intent = try await append(
            .toolIntended(
                call: call.id, tool: call.tool.id, toolVersion: String(call.tool.version), digest: call.digest.bytes,
                level: level, policyVersion: policy.version, gate: gate, decision: decision,
                confirmation: level > 0 ? confirmed : nil), scope)
        return ApprovedCall(call: call, body: body, intent: intent)
    }

    /// The level of a confirmation and its gate, if it is one for this very call.
    private func check(
        _ confirmation: consuming Confirmation?, for call: ProposedCall
    ) throws(ApprovalError) -> (level: Int, gate: GateID?) {
        guard let confirmation else { return (0, nil) }
        guard confirmation.digest == call.digest else { throw .otherCall }
        return (confirmation.level, confirmation.gate)
    }

    /// Marks a call as used; false when it was used before. Digests are kept until the call would have expired anyway.
    private func spend(_ call: ProposedCall) -> Bool {
        let now = clock.wall()
        return spent.withLock { spent in
            spent = spent.filter { $0.value >= now }
            return spent.updateValue(call.expires, forKey: call.digest) == nil
        }
    }

    private func rule(
        _ id: CallID, _ tool: ToolDefinition, _ arguments: JSON, _ scene: CallScene, _ scope: AuditScope
    ) async -> Review {
        let expires = clock.wall() + Self.patience
        guard let digest = try? CallDigest(identity(tool, arguments, scene, expires)) else {
            return await invalid("arguments have no canonical form", "The arguments cannot be checked.", scope)
        }
        let verdict = policy.decide(tool, arguments, scene, now: clock.wall(), reached: 0)
        let readBack = tool.readBack?.text(for: arguments, today: policy.today(scene, clock.wall()))
        let ruling = ruling(verdict, digest: digest, readBack: readBack)
        do throws(ApprovalError) {
            let receipt = try await record(verdict, id: id, tool: tool, digest: digest, level: 0, building: nil, scope)
            let call = ProposedCall(
                id: id, tool: tool, arguments: arguments, digest: digest, expires: expires, decision: receipt)
            if case .refused = ruling { return Review(ruling: ruling, call: nil) }
            return Review(ruling: ruling, call: call)
        } catch {
            return Review(ruling: .refused(.unrecorded, reason: error.description), call: nil)
        }
    }

    private func ruling(_ verdict: CallPolicy.Verdict, digest: CallDigest, readBack: String?) -> CallRuling {
        switch verdict.decision {
        case .allow: return .allowed
        case .confirm(let level, _):
            guard level == 1, let readBack else {
                return .refused(.notPossible, reason: "This needs a confirmation that cannot be given here.")
            }
            return .needsConfirmation(digest: digest, readBack: readBack)
        case .deny(_, let reason): return .refused(.denied, reason: reason)
        case .alarm: return .refused(.alarmed, reason: "The policies cannot decide this.")
        }
    }

    private func identity(
        _ tool: ToolDefinition, _ arguments: JSON, _ scene: CallScene, _ expires: WallTime
    ) -> CallIdentity {
        var random = SystemRandomNumberGenerator()
        return CallIdentity(
            tenant: scene.tenant, session: scene.session, principal: scene.principal, tool: tool.id,
            toolVersion: tool.version, arguments: arguments, policyVersion: policy.version,
            nonce: GateID(prefix: "n", from: &random).text, expires: expires)
    }

    private func invalid(_ reason: String, _ words: String, _ scope: AuditScope) async -> Review {
        _ = try? await audit.append(AuditRecord(.inputRefused(source: "model", reason: reason), scope: scope))
        return Review(ruling: .refused(.invalid, reason: words), call: nil)
    }

    private func record(
        _ verdict: CallPolicy.Verdict, _ call: ProposedCall, _ level: Int, building confirmed: AuditReceipt?,
        _ scope: AuditScope
    ) async throws(ApprovalError) -> AuditReceipt {
        try await record(
            verdict, id: call.id, tool: call.tool, digest: call.digest, level: level, building: confirmed, scope)
    }

    private func record(
        _ verdict: CallPolicy.Verdict, id: CallID, tool: ToolDefinition, digest: CallDigest, level: Int,
        building confirmed: AuditReceipt?, _ scope: AuditScope
    ) async throws(ApprovalError) -> AuditReceipt {
        try await append(
            .policyDecided(
                call: id, tool: tool.id, digest: digest.bytes, decision: verdict.audited,
                level: verdict.neededLevel ?? level, policyVersion: policy.version, policies: verdict.policies,
                labels: verdict.labels, errors: verdict.errors, reason: verdict.reason,
                building: confirmed.map { [$0] } ?? []), scope)
    }

    private func append(_ event: AuditEvent, _ scope: AuditScope) async throws(ApprovalError) -> AuditReceipt {
        do { return try await audit.append(AuditRecord(event, scope: scope)) } catch { throw .unrecorded }
    }
}

/// Why a checked call was not let through.
package enum ApprovalError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Policy does not allow it now; its sentence says why.
    case denied(String)
    /// The confirmation is for another call.
    case otherCall
    /// It was let through before.
    case replayed
    /// It waited too long.
    case expired
    /// The audit log cannot be written, so that nothing may run.
    case unrecorded

    package var description: String {
        switch self {
        case .denied(let reason): reason
        case .otherCall: "The confirmation was for another request."
        case .replayed: "This request was carried out before."
        case .expired: "The confirmation came too late."
        case .unrecorded: "This cannot be recorded now, so it is not done."
        }
    }
}
