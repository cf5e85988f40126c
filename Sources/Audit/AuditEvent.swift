import Primitives
import Wire

/// One thing that happened, with its fields and the records it builds on. Made only by the functions below, so that a
/// record cannot lack what the checker asks for, nor cite what it must cite only by convention.
package struct AuditEvent: Sendable {
    /// What happened.
    package let kind: AuditKind
    /// The fields of its kind. Nothing a caller said is here in clear: callers pass digests or cleared values.
    package let fields: JSONObject
    /// The earlier records that it builds on.
    package let cites: [AuditReceipt]

    init(_ kind: AuditKind, citing cites: [AuditReceipt?] = [], _ fields: KeyValuePairs<String, JSON?>) {
        self.kind = kind
        self.cites = cites.compactMap { $0 }
        self.fields = JSONObject(fields.compactMap { field in field.value.map { (field.key, $0) } })
    }
}

/// Where in a conversation something happened.
package struct AuditScope: Sendable {
    /// The session, when there is one.
    package var session: Identifier<Kind.Session>?
    /// The turn of the conversation.
    package var turn: Identifier<Kind.Turn>?
    /// The request that carried it.
    package var request: Identifier<Kind.Request>?

    /// Those ids; each may be missing.
    package init(
        session: Identifier<Kind.Session>? = nil, turn: Identifier<Kind.Turn>? = nil,
        request: Identifier<Kind.Request>? = nil
    ) {
        self.session = session
        self.turn = turn
        self.request = request
    }

    /// No session, turn or request.
    package static let none = AuditScope()
}

extension [UInt8] {
    /// The digest as a field, in hexadecimal.
    var field: JSON { .string(Hex.encode(self)) }
}

extension [String] {
    /// The texts as a field.
    var field: JSON { .array(map { .string($0) }) }

    /// The texts as a field; no field when there are none. (A plain `nil` would become a JSON null here.)
    var fieldUnlessEmpty: JSON? { isEmpty ? Optional.none : .some(field) }
}
