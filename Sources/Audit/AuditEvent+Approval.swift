import Primitives
import Wire

/// What policy said of a call.
package enum AuditedDecision: String, Sendable, CaseIterable {
    /// It may run.
    case allow
    /// It may not.
    case deny
    /// It may run once a confirmation of the named level exists.
    case gate
}

/// How a call that was intended ended.
package enum AuditedDisposition: String, Sendable, CaseIterable {
    case succeeded, failed
    /// The deadline passed; the far side may still have done it.
    case timedOut = "timed-out"
    /// It was cancelled before it was sent.
    case cancelled
    /// The gateway stopped between intent and outcome: nobody here knows.
    case unknown
}

extension AuditEvent {
    /// Policy was asked about a call with those arguments. `level` is the confirmation that was reached for `allow` and
    /// `deny`, and the one that is needed for `gate`; `policies` are the ids of the determining policies. A decision
    /// after a gate cites the confirmation.
    package static func policyDecided(
        call: Identifier<Kind.Call>, tool: Identifier<Kind.Tool>, digest: [UInt8], decision: AuditedDecision,
        level: Int,
        policyVersion: String, policies: [String], labels: [String] = [], errors: [String] = [], reason: String? = nil,
        building cites: [AuditReceipt] = []
    ) -> AuditEvent {
        AuditEvent(
            .policyDecided, citing: cites,
            [
                "call": JSON(call.text), "tool": JSON(tool.text), "digest": digest.field,
                "decision": JSON(decision.rawValue), "level": JSON(level), "policy_version": JSON(policyVersion),
                "policies": policies.field, "labels": labels.fieldUnlessEmpty,
                "errors": errors.fieldUnlessEmpty, "reason": reason.map { JSON($0) },
            ])
    }

    /// The caller is being asked, until `expires`, to confirm exactly the call with that digest.
    package static func gateOpened(
        gate: Identifier<Kind.Gate>, call: Identifier<Kind.Call>, tool: Identifier<Kind.Tool>, digest: [UInt8],
        level: Int, expires: WallTime, readBack: [UInt8], challenge: [UInt8], decision: AuditReceipt
    ) -> AuditEvent {
        AuditEvent(
            .gateOpened, citing: [decision],
            [
                "gate": JSON(gate.text), "call": JSON(call.text), "tool": JSON(tool.text), "digest": digest.field,
                "level": JSON(level), "expires": JSON(expires.milliseconds), "read_back": readBack.field,
                "challenge": challenge.field,
            ])
    }

    /// The answer was unclear and the caller is asked once more, with a new challenge.
    package static func gateRepeated(
        gate: Identifier<Kind.Gate>, digest: [UInt8], challenge: [UInt8], opened: AuditReceipt
    ) -> AuditEvent {
        AuditEvent(
            .gateRepeated, citing: [opened],
            ["gate": JSON(gate.text), "digest": digest.field, "challenge": challenge.field])
    }

    /// The caller confirmed, by `method` (`spoken`, `keypad`, `typed`); the evidence is given as digests.
    package static func gateConfirmed(
        gate: Identifier<Kind.Gate>, digest: [UInt8], level: Int, method: String? = nil, transcript: [UInt8]? = nil,
        audio: [UInt8]? = nil, scores: [String] = [], opened: AuditReceipt
    ) -> AuditEvent {
        AuditEvent(
            .gateConfirmed, citing: [opened],
            [
                "gate": JSON(gate.text), "digest": digest.field, "level": JSON(level),
                "method": method.map { JSON($0) },
                "transcript": transcript?.field, "audio": audio?.field, "scores": scores.fieldUnlessEmpty,
            ])
    }

    /// The caller said no, or did not clearly say yes.
    package static func gateDeclined(
        gate: Identifier<Kind.Gate>, digest: [UInt8], reason: String, transcript: [UInt8]? = nil,
        audio: [UInt8]? = nil, opened: AuditReceipt
    ) -> AuditEvent {
        AuditEvent(
            .gateDeclined, citing: [opened],
            [
                "gate": JSON(gate.text), "digest": digest.field, "reason": JSON(reason),
                "transcript": transcript?.field, "audio": audio?.field,
            ])
    }

    /// No answer came in time, or the call ended first.
    package static func gateExpired(
        gate: Identifier<Kind.Gate>, digest: [UInt8], opened: AuditReceipt
    ) -> AuditEvent {
        AuditEvent(.gateExpired, citing: [opened], ["gate": JSON(gate.text), "digest": digest.field])
    }

    /// The call is about to leave the gateway: durable before it does. Cites the decision that allowed it and, when
    /// that asked for a confirmation, the confirmation.
    package static func toolIntended(
        call: Identifier<Kind.Call>, tool: Identifier<Kind.Tool>, toolVersion: String, digest: [UInt8], level: Int,
        policyVersion: String, gate: Identifier<Kind.Gate>? = nil, decision: AuditReceipt, confirmation: AuditReceipt?
    ) -> AuditEvent {
        AuditEvent(
            .toolIntended, citing: [decision, confirmation],
            [
                "call": JSON(call.text), "tool": JSON(tool.text), "tool_version": JSON(toolVersion),
                "digest": digest.field, "level": JSON(level), "policy_version": JSON(policyVersion),
                "gate": gate.map { JSON($0.text) },
            ])
    }

    /// How an intended call ended; the result is given as its digest.
    package static func toolFinished(
        call: Identifier<Kind.Call>, tool: Identifier<Kind.Tool>, disposition: AuditedDisposition,
        result: [UInt8]? = nil, status: Int? = nil, duration: Duration? = nil, reason: String? = nil,
        intent: AuditReceipt
    ) -> AuditEvent {
        AuditEvent(
            .toolFinished, citing: [intent],
            [
                "call": JSON(call.text), "tool": JSON(tool.text), "disposition": JSON(disposition.rawValue),
                "result": result?.field, "status": status.map { JSON($0) },
                "duration_ms": duration.map { JSON($0.milliseconds) }, "reason": reason.map { JSON($0) },
            ])
    }
}
