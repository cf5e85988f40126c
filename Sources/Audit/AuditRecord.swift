import MerkleLog
import Primitives
import Wire

/// What is handed to the log: an event, where it happened and what it builds on.
package struct AuditRecord: Sendable {
    /// The most earlier records that one record cites.
    package static let maximumCitations = 16

    /// Where it happened.
    package let scope: AuditScope
    /// What happened.
    package let event: AuditEvent
    /// The leaf hashes of the records it builds on.
    package let cites: [TreeHash]

    /// A record of `event`, citing what the event itself builds on and then `others`.
    package init(_ event: AuditEvent, scope: AuditScope = .none, citing others: [AuditReceipt] = []) {
        self.init(event, scope: scope, cites: (event.cites + others).map(\.leaf))
    }

    /// A record that cites known leaf hashes.
    init(_ event: AuditEvent, scope: AuditScope, cites: [TreeHash]) {
        self.scope = scope
        self.event = event
        self.cites = Array(cites.prefix(Self.maximumCitations))
    }

    /// The record as OCSF JSON, without its place in the log.
    func json(tenant: String, sequence: Int64, time: Int64) -> JSON {
        let (classID, activity) = event.kind.ocsf
        return [
            "activity_id": JSON(activity), "activity_name": JSON(event.kind.rawValue),
            "category_uid": JSON(classID / 1000), "class_uid": JSON(classID), "metadata": metadata(tenant, sequence),
            "severity_id": JSON(event.kind.severity), "status_id": JSON(event.status), "time": JSON(time),
            "type_uid": JSON(classID * 100 + activity), "unmapped": .object(unmapped),
        ]
    }

    private func metadata(_ tenant: String, _ sequence: Int64) -> JSON {
        var metadata: JSONObject = [
            "product": ["name": "Sayso", "vendor_name": "Sayso"], "sequence": JSON(sequence),
            "tenant_uid": JSON(tenant), "version": "1.3.0",
        ]
        metadata["correlation_uid"] = scope.session.map { JSON($0.text) }
        return .object(metadata)
    }

    private var unmapped: JSONObject {
        var fields = event.fields
        fields["schema"] = "sayso/1"
        fields["turn"] = scope.turn.map { JSON($0.text) }
        fields["request"] = scope.request.map { JSON($0.text) }
        if !cites.isEmpty { fields["cites"] = .array(cites.map { $0.bytes.field }) }
        return fields
    }
}

extension AuditEvent {
    /// OCSF's status: 0 unknown, 1 success, 2 failure.
    var status: Int64 {
        switch kind {
        case .authenticationRefused, .gateDeclined, .gateExpired, .inputRefused, .limitReached: return 2
        case .policyDecided: return fields["decision"]?.stringValue == AuditedDecision.deny.rawValue ? 2 : 1
        case .toolFinished:
            let disposition = fields["disposition"]?.stringValue.flatMap(AuditedDisposition.init(rawValue:))
            return disposition == .succeeded ? 1 : disposition == .unknown ? 0 : 2
        default: return 1
        }
    }
}
