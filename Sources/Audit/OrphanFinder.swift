import MerkleLog
import Primitives
import Storage

/// Finds what a run that ended without a word left open, and writes its end: calls with an intent and no outcome,
/// gates without an answer, sessions that were never closed. Looks only behind the last start of the log, since every
/// start closes what came before it.
struct OrphanFinder {
    let database: SQLiteDatabase
    let tenant: String

    /// The records that close what is open: calls first, then gates, then sessions.
    func records() throws(AuditError) -> [AuditRecord] {
        let start = try reading { () throws(StorageError) in
            try database.value(
                "SELECT coalesce(max(position), 0) FROM entry WHERE kind = \(AuditKind.logStarted.rawValue)",
                as: Int64.self)
        }
        let calls = try open(.toolIntended, ended: [.toolFinished], after: start).compactMap(unknownOutcome)
        let endings: [AuditKind] = [.gateConfirmed, .gateDeclined, .gateExpired]
        let gates = try open(.gateOpened, ended: endings, after: start).compactMap(expiredGate)
        let sessions = try openSessions(after: start).map(abandonedSession)
        return calls + gates + sessions
    }

    /// Entries of a kind whose subject has no later entry of one of the kinds that end it.
    private func open(
        _ kind: AuditKind, ended: [AuditKind], after start: Int64
    ) throws(AuditError) -> [AuditEntry] {
        try entries(
            """
            SELECT e.position, e.body FROM entry e WHERE e.kind = \(kind.rawValue) AND e.position >= \(start)
                AND NOT EXISTS (SELECT 1 FROM entry f WHERE f.subject = e.subject AND f.position > e.position
                    AND f.kind IN (\(list: ended.map(\.rawValue))))
            ORDER BY e.position
            """)
    }

    private func openSessions(after start: Int64) throws(AuditError) -> [AuditEntry] {
        try entries(
            """
            SELECT e.position, e.body FROM entry e
            WHERE e.kind = \(AuditKind.sessionOpened.rawValue) AND e.position >= \(start)
                AND NOT EXISTS (SELECT 1 FROM entry f WHERE f.session = e.session AND f.position > e.position
                    AND f.kind = \(AuditKind.sessionClosed.rawValue))
            ORDER BY e.position
            """)
    }

    private func entries(_ query: Query) throws(AuditError) -> [AuditEntry] {
        let rows = try reading { () throws(StorageError) in try database.rows(query, limit: 1_000_000) }
        var entries: [AuditEntry] = []
        for row in rows { entries.append(try entry(row)) }
        return entries
    }

    private func entry(_ row: Row) throws(AuditError) -> AuditEntry {
        let (position, body) = try reading { () throws(StorageError) in
            (try row.get(0, as: Int64.self), try row.get(1, as: [UInt8].self))
        }
        guard let entry = try? AuditEntry(index: UInt64(max(position, 0)), body: body, tenant: tenant) else {
            throw .damaged
        }
        return entry
    }

    private func unknownOutcome(_ entry: AuditEntry) -> AuditRecord? {
        guard let call = id(entry, "call", Kind.Call.self), let tool = id(entry, "tool", Kind.Tool.self) else {
            return nil
        }
        let event = AuditEvent.toolFinished(
            call: call, tool: tool, disposition: .unknown, reason: "the gateway stopped before the outcome was known",
            intent: entry.receipt)
        return AuditRecord(event, scope: entry.scope)
    }

    private func expiredGate(_ entry: AuditEntry) -> AuditRecord? {
        guard let gate = id(entry, "gate", Kind.Gate.self), let digest = entry.digest("digest") else { return nil }
        return AuditRecord(.gateExpired(gate: gate, digest: digest, opened: entry.receipt), scope: entry.scope)
    }

    private func abandonedSession(_ entry: AuditEntry) -> AuditRecord {
        AuditRecord(.sessionClosed(reason: "abandoned", opened: entry.receipt), scope: entry.scope)
    }

    private func id<Kind>(_ entry: AuditEntry, _ field: String, _ kind: Kind.Type) -> Identifier<Kind>? {
        entry.fields[field]?.stringValue.flatMap { Identifier($0) }
    }
}
