import MerkleLog
import Primitives
import Storage

/// A log's database together with the state of its tree. Entries, tree and signed checkpoint change in one
/// transaction, so that no crash can leave a signed fork or an unsigned end.
struct LogStore {
    /// The state that was acknowledged last.
    private(set) var tree: CompactRange
    /// When the last entry was written.
    private(set) var lastTime: WallTime
    let database: SQLiteDatabase
    private let place: LogPlace
    private let signer: any NoteSigner
    private let keptEvery: UInt64

    /// Opens the log that is in `database`, or begins it with `signer` when it is empty.
    /// Throws `AuditError.wrongKey` or `.damaged` when the store is not this signer's whole log.
    init(
        _ database: SQLiteDatabase, place: LogPlace, signer: any NoteSigner, keptEvery: UInt64
    ) throws(AuditError) {
        self.database = database
        self.place = place
        self.signer = signer
        self.keptEvery = keptEvery
        tree = CompactRange()
        lastTime = WallTime(milliseconds: .min)
        try reading { () throws(StorageError) in
            try database.migrate(to: logSchema)
            try database.transaction { () throws(StorageError) in try Self.begin(database, place, signer) }
        }
        guard try Self.identity(database) == [place.origin, signer.verifier.description] else { throw .wrongKey }
        (tree, lastTime) = try load()
    }

    /// The number of entries that the database holds.
    static func size(_ database: SQLiteDatabase) throws(StorageError) -> UInt64 {
        guard let row = try database.row("SELECT position FROM entry ORDER BY position DESC LIMIT 1") else { return 0 }
        guard let last = UInt64(exactly: try row.get(0, as: Int64.self)) else { throw .malformedRow(column: 0) }
        return last + 1
    }

    /// The origin and the verifier key that the database names; nothing when the log was not begun.
    static func identity(_ database: SQLiteDatabase) throws(AuditError) -> [String] {
        try reading { () throws(StorageError) in
            guard let row = try database.row("SELECT origin, key FROM identity") else { return [] }
            return [try row.get(0), try row.get(1)]
        }
    }

    private static func begin(
        _ database: SQLiteDatabase, _ place: LogPlace, _ signer: any NoteSigner
    ) throws(StorageError) {
        let known: Int64 = try database.value("SELECT (SELECT count(*) FROM identity) + (SELECT count(*) FROM entry)")
        guard known == 0 else { return }
        try database.execute("INSERT INTO identity VALUES (\(place.origin), \(signer.verifier.description))")
    }

    /// Reads the state of the tree, and holds it against the last checkpoint.
    private func load() throws(AuditError) -> (CompactRange, WallTime) {
        let size = try reading { () throws(StorageError) in try Self.size(database) }
        let tree = try TileStore(database: database).tree(size: size)
        guard let checkpoint = try lastCheckpoint() else {
            guard size == 0 else { throw .damaged }
            return (tree, lastTime)
        }
        guard checkpoint.size == size, checkpoint.root == tree.root else { throw .damaged }
        let time = try reading { () throws(StorageError) in
            try database.value("SELECT time FROM entry ORDER BY position DESC LIMIT 1", as: WallTime.self)
        }
        return (tree, time)
    }

    private func lastCheckpoint() throws(AuditError) -> Checkpoint? {
        let row = try reading { () throws(StorageError) in
            try database.row("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")
        }
        guard let row else { return nil }
        let note = try reading { () throws(StorageError) in try row.get(0, as: [UInt8].self) }
        do {
            return try Checkpoint(note: SignedNote(note), origin: place.origin, keys: [signer.verifier])
        } catch {
            throw .damaged
        }
    }

    /// Appends records in order and signs the new state, in one durable transaction. On any error nothing changed.
    mutating func append(
        _ records: [EncodedRecord], at wall: WallTime, keepCheckpoint: Bool
    ) throws(AuditError) -> [AuditReceipt] {
        var (next, receipts, time) = (tree, [AuditReceipt](), lastTime)
        try reading { () throws(StorageError) in
            try database.transaction { () throws(StorageError) in
                next = try current()
                for record in records { receipts.append(try insert(record, at: wall, into: &next)) }
                try sign(next, keep: keepCheckpoint || next.size / keptEvery > tree.size / keptEvery)
            }
        }
        if !records.isEmpty { time = wall }
        (tree, lastTime) = (next, time)
        return receipts
    }

    /// The tree to append to: what is known here, or what another process made of it meanwhile.
    private func current() throws(StorageError) -> CompactRange {
        let size = try Self.size(database)
        guard size != tree.size else { return tree }
        guard size > tree.size, let other = try? TileStore(database: database).tree(size: size) else { throw .corrupt }
        return other
    }

    private func insert(
        _ record: EncodedRecord, at time: WallTime, into tree: inout CompactRange
    ) throws(StorageError) -> AuditReceipt {
        let (index, body) = (tree.size, record.entry(sequence: tree.size, time: time))
        let (leaf, position) = (TreeHash(leaf: body), try Int64(checked: index))
        try database.execute(
            """
            INSERT INTO entry VALUES (\(position), \(record.kind.rawValue), \(record.session as String?),
                \(record.subject as String?), 
                \(time), \(leaf.bytes), \(body))
            """)
        tree.append(leaf)
        if tree.size & 255 == 0 { try completeTile(index >> 8) }
        return AuditReceipt(index: index, leaf: leaf, time: time)
    }

    private func completeTile(_ number: UInt64) throws(StorageError) {
        let store = TileStore(database: database)
        guard let hashes = try? store.hashes(level: 0, index: number), hashes.count == Tile.fullWidth else {
            throw .corrupt
        }
        try store.add(hashes, number: number)
    }

    private func sign(_ tree: CompactRange, keep: Bool) throws(StorageError) {
        let size = try Int64(checked: tree.size)
        let checkpoint = Checkpoint(origin: place.origin, size: tree.size, root: tree.root)
        guard let note = try? SignedNote(text: checkpoint.text, signers: [signer]) else {
            throw .inputOutput(code: 0)
        }
        try database.execute("DELETE FROM checkpoint WHERE kept = 0")
        try database.execute(
            """
            INSERT INTO checkpoint VALUES (\(size), \(keep), \(note.bytes))
            ON CONFLICT (size) DO UPDATE SET kept = max(kept, excluded.kept)
            """)
    }

    /// Whether the tree that was acknowledged is the beginning of this store's tree.
    func extends(_ known: CompactRange) throws(AuditError) -> Bool {
        guard tree.size >= known.size else { return false }
        return try TileStore(database: database).tree(size: known.size) == known
    }
}
