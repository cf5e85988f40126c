import Primitives
import Wire

extension AuditEvent {
    /// A credential was verified. `method` names its kind (`api-key`, `client-secret`), `principal` whom it stands for.
    package static func authenticationAccepted(
        method: String, principal: String, assurance: Int, key: Identifier<Kind.Key>? = nil
    ) -> AuditEvent {
        AuditEvent(
            .authenticationAccepted,
            [
                "method": JSON(method), "principal": JSON(principal), "assurance": JSON(assurance),
                "key": key.map { JSON($0.text) },
            ])
    }

    /// A credential was refused.
    package static func authenticationRefused(
        method: String, reason: String, key: Identifier<Kind.Key>? = nil
    ) -> AuditEvent {
        AuditEvent(
            .authenticationRefused,
            ["method": JSON(method), "reason": JSON(reason), "key": key.map { JSON($0.text) }])
    }

    /// A session was opened on the strength of an authentication. `caller` is a keyed digest of the caller's id.
    package static func sessionOpened(
        agent: Identifier<Kind.Agent>, channel: String, principal: String, assurance: Int, caller: [UInt8]? = nil,
        policyVersion: String? = nil, authentication: AuditReceipt
    ) -> AuditEvent {
        AuditEvent(
            .sessionOpened, citing: [authentication],
            [
                "agent": JSON(agent.text), "channel": JSON(channel), "principal": JSON(principal),
                "assurance": JSON(assurance), "caller": caller?.field, "policy_version": policyVersion.map { JSON($0) },
            ])
    }

    /// A session ended: hung up, timed out, stopped. `abandoned` is reserved for sessions found open at a restart.
    package static func sessionClosed(
        reason: String, turns: Int? = nil, calls: Int? = nil, opened: AuditReceipt
    ) -> AuditEvent {
        AuditEvent(
            .sessionClosed, citing: [opened],
            ["reason": JSON(reason), "turns": turns.map { JSON($0) }, "calls": calls.map { JSON($0) }])
    }

    /// The caller interrupted the agent after hearing `heard` of an item.
    package static func playbackInterrupted(
        heard: Duration, item: Identifier<Kind.Item>? = nil, text: [UInt8]? = nil
    ) -> AuditEvent {
        AuditEvent(
            .playbackInterrupted,
            ["heard_ms": JSON(heard.milliseconds), "item": item.map { JSON($0.text) }, "text": text?.field])
    }

    /// The output filter acted (`mask`, `replace`, `stop`) on a sentence, given as its digest.
    package static func outputFiltered(
        rule: String, action: String, text: [UInt8], item: Identifier<Kind.Item>? = nil
    ) -> AuditEvent {
        AuditEvent(
            .outputFiltered,
            ["rule": JSON(rule), "action": JSON(action), "text": text.field, "item": item.map { JSON($0.text) }])
    }

    /// Input from `source` (`client`, `tool`, `model`) was refused.
    package static func inputRefused(source: String, reason: String, text: [UInt8]? = nil) -> AuditEvent {
        AuditEvent(.inputRefused, ["source": JSON(source), "reason": JSON(reason), "text": text?.field])
    }

    /// A limit refused something.
    package static func limitReached(limit: String, value: Int? = nil) -> AuditEvent {
        AuditEvent(.limitReached, ["limit": JSON(limit), "value": value.map { JSON($0) }])
    }

    /// Someone changed what the gateway is: `entity` is a kind of thing (`key`, `agent`, `tool`), `name` which one.
    package static func adminChanged(
        actor: String, action: String, entity: String, name: String, change: [UInt8]? = nil
    ) -> AuditEvent {
        AuditEvent(
            .adminChanged,
            [
                "actor": JSON(actor), "action": JSON(action), "entity": JSON(entity), "name": JSON(name),
                "change": change?.field,
            ])
    }

    /// Someone froze or unfroze a call, caller, agent, tool, tenant or everything.
    package static func freezeChanged(
        actor: String, scope: String, name: String, frozen: Bool, reason: String
    ) -> AuditEvent {
        AuditEvent(
            .freezeChanged,
            [
                "actor": JSON(actor), "scope": JSON(scope), "name": JSON(name), "frozen": JSON(frozen),
                "reason": JSON(reason),
            ])
    }

    /// Someone read the audit log.
    package static func auditRead(reader: String, what: String) -> AuditEvent {
        AuditEvent(.auditRead, ["reader": JSON(reader), "what": JSON(what)])
    }
}
