import MerkleLog
import Primitives
import Storage

/// What to look for in a log. Everything that is named must fit.
package struct AuditQuery: Sendable {
    /// The session; the call or gate; the kind.
    package var session: String?, subject: String?, kind: AuditKind?
    /// Written at or after `from`, and before `until`.
    package var from: WallTime?, until: WallTime?
    /// Only entries after this position: the cursor of the page before.
    package var after: UInt64?
    /// The most entries to give, 1 to `AuditReader.maximumPage`.
    package var limit = 100

    /// Everything.
    package init(session: String? = nil, subject: String? = nil, kind: AuditKind? = nil) {
        (self.session, self.subject, self.kind) = (session, subject, kind)
    }

    fileprivate var sql: Query {
        let start = after.flatMap { Int64(exactly: $0) } ?? -1
        var query: Query = "SELECT position, body FROM entry WHERE position > \(start)"
        if let session { query = "\(query) AND session = \(session)" }
        if let subject { query = "\(query) AND subject = \(subject)" }
        if let kind { query = "\(query) AND kind = \(kind.rawValue)" }
        if let from { query = "\(query) AND time >= \(from)" }
        if let until { query = "\(query) AND time < \(until)" }
        return "\(query) ORDER BY position LIMIT \(min(max(limit, 1), AuditReader.maximumPage))"
    }
}

/// Some entries, in order, and where to go on.
package struct AuditPage: Sendable {
    /// The entries.
    package let entries: [AuditEntry]
    /// The `after` of the next page; nothing when this was the last.
    package let next: UInt64?
}

/// An entry with what proves that it is in the log.
package struct ProvenEntry: Sendable {
    /// The entry.
    package let entry: AuditEntry
    /// The proof with the newest signed checkpoint, in a form that verifies offline.
    package let proof: PortableProof
    /// What the checkpoint says.
    package let checkpoint: Checkpoint
}

/// Reads a log beside its writer, on a connection of its own. Blocking; it belongs to one thread at a time. Whoever
/// reads on someone's behalf records that (`AuditEvent.auditRead`).
package final class AuditReader {
    /// The most entries of a page.
    package static let maximumPage = 1000

    private let place: LogPlace
    private let database: SQLiteDatabase

    /// Opens the log for reading. Throws `AuditError.unavailable` when there is none.
    package init(_ place: LogPlace) throws(AuditError) {
        self.place = place
        database = try reading { () throws(StorageError) in
            try SQLiteDatabase(path: place.database, options: SQLiteOptions(readOnly: true, create: false))
        }
    }

    /// The key that the store says verifies its checkpoints.
    package func verifier() throws(AuditError) -> VerifierKey {
        let identity = try LogStore.identity(database)
        guard identity.count == 2, let key = try? VerifierKey(identity[1]) else { throw .damaged }
        return key
    }

    /// The number of entries.
    package func size() throws(AuditError) -> UInt64 {
        try reading { () throws(StorageError) in try LogStore.size(database) }
    }

    /// The entries that fit a query, in order. Throws `AuditError.damaged` at an entry that is none.
    package func list(_ query: AuditQuery) throws(AuditError) -> AuditPage {
        let rows = try reading { () throws(StorageError) in try database.rows(query.sql, limit: Self.maximumPage) }
        var entries: [AuditEntry] = []
        for row in rows { entries.append(try entry(row)) }
        let isFull = entries.count >= min(max(query.limit, 1), Self.maximumPage)
        return AuditPage(entries: entries, next: isFull ? entries.last?.index : nil)
    }

    /// The entry at `index`. Throws `AuditError.notFound` when there is none.
    package func entry(at index: UInt64) throws(AuditError) -> AuditEntry {
        guard let position = Int64(exactly: index) else { throw .notFound }
        let row = try reading { () throws(StorageError) in
            try database.row("SELECT position, body FROM entry WHERE position = \(position)")
        }
        guard let row else { throw .notFound }
        return try entry(row)
    }

    /// The entry at `index` with its proof, which was verified.
    package func proven(at index: UInt64) throws(AuditError) -> ProvenEntry {
        let entry = try entry(at: index)
        let (note, key) = (try newestCheckpoint(), try verifier())
        let tiles = TileStore(database: database)
        do {
            let checkpoint = try Checkpoint(note: SignedNote(note), origin: place.origin, keys: [key])
            let path = try InclusionProof(index: index, size: checkpoint.size) { try tiles.hash(of: $0) }
            let proof = PortableProof(index: index, hashes: path.hashes, checkpoint: note)
            _ = try proof.verify(entry: entry.body, origin: place.origin, keys: [key])
            return ProvenEntry(entry: entry, proof: proof, checkpoint: checkpoint)
        } catch let error as AuditError {
            throw error
        } catch {
            throw .damaged
        }
    }

    /// The newest signed checkpoint, as a note. Throws `AuditError.notFound` when the log has no entries.
    package func newestCheckpoint() throws(AuditError) -> [UInt8] {
        let row = try reading { () throws(StorageError) in
            try database.row("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")
        }
        guard let row else { throw .notFound }
        return try reading { () throws(StorageError) in try row.get(0) }
    }

    /// The proof that the log at `newSize` begins with the log at `oldSize`.
    package func consistency(from oldSize: UInt64, to newSize: UInt64) throws(AuditError) -> ConsistencyProof {
        guard try newSize <= size() else { throw .notFound }
        let tiles = TileStore(database: database)
        do {
            return try ConsistencyProof(oldSize: oldSize, newSize: newSize) { try tiles.hash(of: $0) }
        } catch let error as AuditError {
            throw error
        } catch {
            throw .notFound
        }
    }

    private func entry(_ row: Row) throws(AuditError) -> AuditEntry {
        let (position, body) = try reading { () throws(StorageError) in
            (try row.get(0, as: Int64.self), try row.get(1, as: [UInt8].self))
        }
        guard let entry = try? AuditEntry(index: UInt64(max(position, 0)), body: body, tenant: place.tenant) else {
            throw .damaged
        }
        return entry
    }
}
