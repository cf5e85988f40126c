import MerkleLog
import Primitives
import Storage

/// One pass over a log's database, under one read transaction.
struct LogPass {
    let place: LogPlace
    let key: VerifierKey
    let database: SQLiteDatabase
    var report: VerificationReport

    private var tree = CompactRange()
    private var rules = SequenceRules()
    private var tiles = TileCheck()
    private var roots: [UInt64: [TreeHash]] = [:]
    private var lastSigned: UInt64 = 0
    private var isOrderKnown = true

    init(place: LogPlace, key: VerifierKey, database: SQLiteDatabase, report: VerificationReport) {
        (self.place, self.key, self.database, self.report) = (place, key, database, report)
    }

    mutating func run(outside: [[UInt8]]) throws(StorageError) {
        try checkSchema()
        try readCheckpoints()
        for (number, note) in outside.enumerated() { take(note, as: "outside checkpoint \(number + 1)", size: nil) }
        compareRoot()
        try readEntries()
        try tiles.finish(database, size: tree.size, &report)
        compareEnd()
        do throws(StorageError) {
            try database.checkIntegrity()
        } catch {
            report.fail("database", "\(error)")
        }
    }

    private mutating func readCheckpoints() throws(StorageError) {
        var rows: [(Int64, [UInt8])] = []
        try database.each("SELECT size, note FROM checkpoint ORDER BY size") { row throws(StorageError) in
            rows.append((try row.get(0), try row.get(1)))
            return true
        }
        for (size, note) in rows { take(note, as: "checkpoint of \(size)", size: size) }
        report.checkpoints = rows.count
        lastSigned = rows.last.map { UInt64(max($0.0, 0)) } ?? 0
    }

    /// Verifies the signature of a checkpoint and remembers its root, to be met on the way.
    private mutating func take(_ note: [UInt8], as name: String, size: Int64?) {
        do {
            let checkpoint = try Checkpoint(note: SignedNote(note), origin: place.origin, keys: [key])
            guard size.map({ UInt64(exactly: $0) == checkpoint.size }) ?? true else {
                return report.fail(name, "it signs another size")
            }
            let canonical = SignedNote.isCanonical(note, checkpoint)
            guard canonical || size == nil else { return report.fail(name, "it is not as the log writes checkpoints") }
            roots[checkpoint.size, default: []].append(checkpoint.root)
            if size == nil { report.outsideCheckpoints += 1 }
        } catch {
            report.fail(name, "\(error)")
        }
    }

    private mutating func readEntries() throws(StorageError) {
        let query: Query = "SELECT position, kind, session, subject, time, leaf, body FROM entry ORDER BY position"
        let database = database
        try database.each(query) { row throws(StorageError) in
            do throws(StorageError) {
                try read(row)
                return true
            } catch {
                report.fail("entry \(tree.size)", "\(error)", index: tree.size)
                return false
            }
        }
    }

    /// The store has the tables and indexes that it was made with: no searching past an index, no trigger.
    private mutating func checkSchema() throws(StorageError) {
        let rows = try database.rows(
            "SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_autoindex%' ORDER BY 1")
        let names = try rows.map { row throws(StorageError) in try row.get(0, as: String.self) }
        if names != logSchemaObjects { report.fail("schema", "the store has other tables, indexes or triggers") }
    }

    private mutating func read(_ row: Row) throws(StorageError) {
        let position: Int64 = try row.get(0)
        if UInt64(exactly: position) != tree.size {
            isOrderKnown = false
            report.fail(
                "entry \(tree.size)", "it is missing: the next entry has number \(position)", index: tree.size)
        }
        let (index, body) = (UInt64(max(position, 0)), try row.get(6, as: [UInt8].self))
        report.bytes += UInt64(body.count)
        let leaf = TreeHash(leaf: body)
        if try row.get(5, as: [UInt8].self) != leaf.bytes {
            report.fail("entry \(index)", "its stored hash is not that of its bytes", index: index)
        }
        try readRecord(row, index: index, body: body)
        try add(leaf)
    }

    private mutating func readRecord(_ row: Row, index: UInt64, body: [UInt8]) throws(StorageError) {
        do throws(EntryProblem) {
            let entry = try AuditEntry(index: index, body: body, tenant: place.tenant)
            let name = "entry \(index) (\(entry.kind.rawValue))"
            let columns: [SQLValue] = [
                .text(entry.kind.rawValue), entry.session.sqlValue, entry.subject.sqlValue, entry.time.sqlValue,
            ]
            if Array(row.values[1...4]) != columns {
                report.fail(name, "its columns differ from its record", index: index)
            }
            report.first = report.first ?? entry.time
            report.last = entry.time
            checkOrder(entry, name)
        } catch {
            isOrderKnown = false
            report.fail("entry \(index)", "\(error)", index: index)
        }
    }

    /// Follows the order of records up to the first thing that is wrong; behind it every verdict would be a guess.
    private mutating func checkOrder(_ entry: AuditEntry, _ name: String) {
        guard isOrderKnown else { return }
        do throws(RuleViolation) {
            try rules.check(entry)
        } catch {
            isOrderKnown = false
            report.fail(name, "\(error)", index: entry.index)
        }
    }

    private mutating func add(_ leaf: TreeHash) throws(StorageError) {
        var completed: [TreeHash] = [leaf]
        tree.append(leaf) { node, hash in if node.level % Tile.height == 0 { completed.append(hash) } }
        try tiles.add(completed, database, &report)
        compareRoot()
    }

    private mutating func compareRoot() {
        guard let wanted = roots.removeValue(forKey: tree.size) else { return }
        let root = tree.root
        for other in wanted where other != root {
            report.fail("checkpoint of \(tree.size)", "the entries before it lead to another root than was signed")
        }
    }

    private mutating func compareEnd() {
        report.entries = tree.size
        report.root = tree.root
        report.tiles = tiles.checked
        report.counts = rules.counts
        (report.openSessions, report.openGates, report.openCalls) = rules.open
        for size in roots.keys.sorted() {
            report.fail(
                "checkpoint of \(size)", "the log has only \(tree.size) entries: its end was cut off or rolled back")
        }
        if tree.size > lastSigned {
            report.fail("entry \(lastSigned)", "no checkpoint signs the log from here on", index: lastSigned)
        }
    }
}

extension SignedNote {
    /// Whether the note is, byte for byte, what a log writes for that checkpoint.
    fileprivate static func isCanonical(_ note: [UInt8], _ checkpoint: Checkpoint) -> Bool {
        guard let read = try? SignedNote(note) else { return false }
        return read.bytes == note && read.text == checkpoint.text && read.signatures.count == 1
    }
}
