import Wire

extension AuditKind {
    /// What a record of this kind must have and may have.
    var table: AuditFieldTable { AuditFieldTable.all[self] ?? AuditFieldTable(self) }

    fileprivate var required: [String: AuditField] {
        switch self {
        case .logStarted: ["version": .text, "entries": .number]
        case .logStopped: ["entries": .number]
        case .clockChanged: ["from": .number, "to": .number]
        case .authenticationAccepted: ["method": .text, "principal": .text, "assurance": .number]
        case .authenticationRefused: ["method": .text, "reason": .text]
        case .sessionOpened: ["agent": .text, "channel": .text, "principal": .text, "assurance": .number]
        case .sessionClosed: ["reason": .text]
        case .policyDecided:
            [
                "call": .text, "tool": .text, "digest": .digest, "decision": .text, "level": .number,
                "policy_version": .text, "policies": .texts,
            ]
        case .gateOpened:
            [
                "gate": .text, "call": .text, "tool": .text, "digest": .digest, "level": .number, "expires": .number,
                "read_back": .digest, "challenge": .digest,
            ]
        case .gateRepeated: ["gate": .text, "digest": .digest, "challenge": .digest]
        case .gateConfirmed: ["gate": .text, "digest": .digest, "level": .number]
        case .gateDeclined: ["gate": .text, "digest": .digest, "reason": .text]
        case .gateExpired: ["gate": .text, "digest": .digest]
        case .toolIntended:
            [
                "call": .text, "tool": .text, "tool_version": .text, "digest": .digest, "level": .number,
                "policy_version": .text,
            ]
        case .toolFinished: ["call": .text, "tool": .text, "disposition": .text]
        case .outputFiltered: ["rule": .text, "action": .text, "text": .digest]
        case .inputRefused: ["source": .text, "reason": .text]
        case .limitReached: ["limit": .text]
        case .playbackInterrupted: ["heard_ms": .number]
        case .adminChanged: ["actor": .text, "action": .text, "entity": .text, "name": .text]
        case .freezeChanged: ["actor": .text, "scope": .text, "name": .text, "frozen": .flag, "reason": .text]
        case .auditRead: ["reader": .text, "what": .text]
        }
    }

    fileprivate var optional: [String: AuditField] {
        switch self {
        case .authenticationAccepted: ["key": .text]
        case .authenticationRefused: ["key": .text]
        case .sessionOpened: ["caller": .digest, "policy_version": .text]
        case .sessionClosed: ["turns": .number, "calls": .number]
        case .policyDecided: ["labels": .texts, "errors": .texts, "reason": .text]
        case .gateConfirmed: ["method": .text, "transcript": .digest, "audio": .digest, "scores": .texts]
        case .gateDeclined: ["transcript": .digest, "audio": .digest]
        case .toolIntended: ["gate": .text]
        case .toolFinished: ["result": .digest, "status": .number, "duration_ms": .number, "reason": .text]
        case .outputFiltered: ["item": .text]
        case .inputRefused: ["text": .digest]
        case .limitReached: ["value": .number]
        case .playbackInterrupted: ["item": .text, "text": .digest]
        case .adminChanged: ["change": .digest]
        default: [:]
        }
    }
}

/// The fields of the records of one kind.
struct AuditFieldTable: Sendable {
    /// The fields that a record must have, and those that it may have as well.
    let required: [String: AuditField], optional: [String: AuditField]

    fileprivate init(_ kind: AuditKind) { (required, optional) = (kind.required, kind.optional) }

    /// The tables of all kinds, made once.
    fileprivate static let all = Dictionary(uniqueKeysWithValues: AuditKind.allCases.map { ($0, AuditFieldTable($0)) })

    /// Holds fields to the table; throws the first that is missing, unknown or not of its type.
    func check(_ fields: JSONObject) throws(FieldProblem) {
        for name in required.keys where fields[name] == nil { throw .missing(name) }
        for member in fields.members {
            guard let field = required[member.key] ?? optional[member.key] else { throw .unknown(member.key) }
            guard field.admits(member.value) else { throw .malformed(member.key) }
        }
    }
}

/// What is wrong with a record's fields: the name of one.
enum FieldProblem: Error {
    case missing(String)
    case unknown(String)
    case malformed(String)
}
