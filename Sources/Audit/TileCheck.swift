import MerkleLog
import Storage

/// Compares the stored tiles of a log with the hashes that its entries lead to.
struct TileCheck {
    /// The tiles that were compared.
    private(set) var checked = 0
    /// For each level: the number of the tile that is being filled, and its hashes so far.
    private var rows: [(number: Int64, hashes: [TreeHash])] = []

    /// Takes the hashes that one more leaf completes, of tile level 0 and up.
    mutating func add(
        _ hashes: [TreeHash], _ database: SQLiteDatabase, _ report: inout VerificationReport
    ) throws(StorageError) {
        for (level, hash) in hashes.enumerated() {
            if level == rows.count { rows.append((0, [])) }
            rows[level].hashes.append(hash)
            guard rows[level].hashes.count == Tile.fullWidth else { continue }
            try compare(level, database, &report)
            rows[level] = (rows[level].number + 1, [])
        }
    }

    /// Compares the partial tiles, and that there are no others.
    mutating func finish(
        _ database: SQLiteDatabase, size: UInt64, _ report: inout VerificationReport
    ) throws(StorageError) {
        for level in rows.indices.dropFirst() where !rows[level].hashes.isEmpty {
            try compare(level, database, &report)
        }
        let stored: Int = try database.value("SELECT count(*) FROM tile")
        if stored != checked { report.fail("tiles", "\(stored) are stored where the log has \(checked)") }
    }

    private mutating func compare(
        _ level: Int, _ database: SQLiteDatabase, _ report: inout VerificationReport
    ) throws(StorageError) {
        checked += 1
        let row = try database.row("SELECT hashes FROM tile WHERE level = \(level) AND number = \(rows[level].number)")
        let stored: [UInt8]? = try row.map { row throws(StorageError) in try row.get(0) }
        guard stored != rows[level].hashes.flatMap(\.bytes) else { return }
        let problem = stored == nil ? "it is missing" : "its hashes are not those of the entries"
        report.fail("tile \(level)/\(rows[level].number)", problem)
    }
}
