import MerkleLog
import Primitives
import Wire

/// A record as it was read back out of a log, checked against the vocabulary.
package struct AuditEntry: Sendable {
    /// The position in the log, from 0.
    package let index: UInt64
    /// The bytes of the leaf: OCSF JSON in RFC 8785 form.
    package let body: [UInt8]
    /// The hash of the leaf.
    package let leaf: TreeHash
    /// What happened.
    package let kind: AuditKind
    /// When it was written.
    package let time: WallTime
    /// The session, when there was one.
    package let session: String?
    /// The turn and the request, when there were.
    package let turn: String?, request: String?
    /// The fields of its kind.
    package let fields: JSONObject
    /// The leaf hashes of the records it builds on.
    package let cites: [TreeHash]

    /// The call or gate that the record is about.
    package var subject: String? { kind.subjectField.flatMap { fields[$0]?.stringValue } }

    /// The whole record as JSON.
    package var json: JSON { (try? JSON.parse(body)) ?? .null }

    /// The entry that `body` holds at `index` of a tenant's log; throws `EntryProblem` when it could not have been
    /// written there.
    package init(index: UInt64, body: [UInt8], tenant: String) throws(EntryProblem) {
        guard body.count <= EntryBundle.maximumEntryBytes else { throw .tooLarge }
        guard let json = try? JSON.parse(body) else { throw .notJSON }
        guard let metadata = json["metadata"], let unmapped = json["unmapped"]?.objectValue else { throw .malformed }
        guard metadata["sequence"]?.int64Value == Int64(exactly: index) else { throw .wrongSequence }
        guard metadata["tenant_uid"]?.stringValue?.hasSameBytes(as: tenant) == true else { throw .wrongTenant }
        guard let time = json["time"]?.int64Value else { throw .malformed }
        guard let kind = json["activity_name"]?.stringValue.flatMap(AuditKind.init(rawValue:)) else {
            throw .unknownKind
        }
        (self.index, self.body, self.kind) = (index, body, kind)
        self.time = WallTime(milliseconds: time)
        leaf = TreeHash(leaf: body)
        session = metadata["correlation_uid"]?.stringValue
        turn = unmapped["turn"]?.stringValue
        request = unmapped["request"]?.stringValue
        cites = try Self.citations(unmapped["cites"])
        fields = try Self.fields(unmapped, kind)
        try checkForm(json, tenant: tenant)
    }

    private static func citations(_ value: JSON?) throws(EntryProblem) -> [TreeHash] {
        guard let value else { return [] }
        let items = value.arrayValue ?? []
        let hashes = items.compactMap { item in
            item.stringValue.flatMap { isDigest($0) ? Hex.decode($0).flatMap { TreeHash($0) } : nil }
        }
        guard !items.isEmpty, hashes.count == items.count, items.count <= AuditRecord.maximumCitations else {
            throw .malformed
        }
        return hashes
    }

    private static let envelope: Set = ["schema", "turn", "request", "cites"]

    private static func fields(_ unmapped: JSONObject, _ kind: AuditKind) throws(EntryProblem) -> JSONObject {
        let fields = JSONObject(unmapped.members.lazy.filter { !envelope.contains($0.key) }.map { ($0.key, $0.value) })
        do throws(FieldProblem) {
            try kind.table.check(fields)
            return fields
        } catch {
            switch error {
            case .missing: throw .missingField
            case .unknown: throw .unknownField
            case .malformed: throw .malformed
            }
        }
    }

    /// Checks that the bytes are exactly what the writer would write for what was read: nothing more stands in them.
    private func checkForm(_ json: JSON, tenant: String) throws(EntryProblem) {
        let record = AuditRecord(AuditEvent(kind, fields: fields), scope: scope, cites: cites)
        let rebuilt = record.json(tenant: tenant, sequence: Int64(exactly: index) ?? -1, time: time.milliseconds)
        guard (try? rebuilt.canonical()) != body else { return }
        throw (try? json.canonical()) == body ? .malformed : .notCanonical
    }
}

extension AuditEvent {
    /// An event read back out of a log.
    init(_ kind: AuditKind, fields: JSONObject) {
        (self.kind, self.fields, cites) = (kind, fields, [])
    }
}

/// Why bytes are not an entry of this log.
package enum EntryProblem: Error, Sendable, Hashable, CustomStringConvertible {
    case tooLarge, notJSON, notCanonical, malformed, wrongSequence, wrongTenant, unknownKind, unknownField, missingField

    package var description: String {
        switch self {
        case .tooLarge: "the entry is larger than an entry may be"
        case .notJSON: "the entry is not JSON"
        case .notCanonical: "the entry is not in canonical form (RFC 8785)"
        case .malformed: "the entry has not the form of its kind"
        case .wrongSequence: "the entry's sequence number is not its place in the log"
        case .wrongTenant: "the entry belongs to another tenant"
        case .unknownKind: "the entry is of no known kind"
        case .unknownField: "the entry has a field that its kind does not have"
        case .missingField: "the entry lacks a field of its kind"
        }
    }
}

extension AuditEntry {
    /// The receipt that its append gave.
    package var receipt: AuditReceipt { AuditReceipt(index: index, leaf: leaf, time: time) }

    /// Where in a conversation it happened.
    var scope: AuditScope {
        AuditScope(
            session: session.flatMap { Identifier($0) }, turn: turn.flatMap { Identifier($0) },
            request: request.flatMap { Identifier($0) })
    }

    /// A field that is a digest, as bytes.
    func digest(_ field: String) -> [UInt8]? { fields[field]?.stringValue.flatMap { Hex.decode($0) } }
}
