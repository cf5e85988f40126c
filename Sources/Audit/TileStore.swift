import MerkleLog
import Storage

/// The hashes of a log's tree, as they lie in its database. It keeps the tiles it read: make one for each question.
final class TileStore {
    private let database: SQLiteDatabase
    private var read: [Tile: [TreeHash]] = [:]

    /// The tree in `database`.
    init(database: SQLiteDatabase) { self.database = database }

    /// The hash of a node of a complete subtree. Throws `AuditError.damaged` when the store lacks it.
    func hash(of node: NodeID) throws(AuditError) -> TreeHash {
        let place = Tile.holding(node)
        let hashes = try hashes(level: place.level, index: place.index)
        guard place.hashes.upperBound <= hashes.count, let root = Tile.root(of: hashes[place.hashes]) else {
            throw .damaged
        }
        return root
    }

    /// The hashes of a tile, as many as there are.
    func hashes(level: Int, index: UInt64) throws(AuditError) -> [TreeHash] {
        guard let number = Int64(exactly: index), let tile = Tile(level: level, index: index) else { throw .damaged }
        if let known = read[tile] { return known }
        let hashes = try reading { () throws(StorageError) in
            let row = try database.row("SELECT hashes FROM tile WHERE level = \(level) AND number = \(number)")
            if let row { return try split(row.get(0)) }
            return level == 0 ? try leaves(of: number) : []
        }
        read[tile] = hashes
        return hashes
    }

    /// The tree of `size` leaves. Throws `AuditError.damaged` when the store lacks a part of it.
    func tree(size: UInt64) throws(AuditError) -> CompactRange {
        var peaks: [TreeHash] = []
        for node in CompactRange.peakNodes(size: size) { peaks.append(try hash(of: node)) }
        guard let range = CompactRange(size: size, peaks: peaks) else { throw .damaged }
        return range
    }

    /// Writes what `completed` full tiles add: the tiles themselves and, above, their roots.
    func add(_ tile: [TreeHash], number: UInt64) throws(StorageError) {
        var (hashes, level, index) = (tile, 0, number)
        while true {
            try write(hashes, level: level, index: index)
            guard hashes.count == Tile.fullWidth, let root = Tile.root(of: hashes[...]) else { return }
            (level, index) = (level + 1, index >> 8)
            let place: Int64 = try Int64(checked: index)
            let row = try database.row("SELECT hashes FROM tile WHERE level = \(level) AND number = \(place)")
            hashes = try (row.map { row throws(StorageError) in try split(row.get(0)) } ?? []) + [root]
        }
    }

    private func write(_ hashes: [TreeHash], level: Int, index: UInt64) throws(StorageError) {
        let number: Int64 = try Int64(checked: index)
        let bytes = hashes.flatMap(\.bytes)
        try database.execute("INSERT OR REPLACE INTO tile VALUES (\(level), \(number), \(bytes))")
    }

    private func leaves(of tile: Int64) throws(StorageError) -> [TreeHash] {
        guard tile >= 0, tile < 1 << 54 else { return [] }
        let first = tile << 8
        let rows = try database.rows(
            "SELECT leaf FROM entry WHERE position >= \(first) AND position < \(first + 256) ORDER BY position",
            limit: Tile.fullWidth)
        return try rows.map { row throws(StorageError) in
            guard let hash = TreeHash(try row.get(0, as: [UInt8].self)) else { throw .malformedRow(column: 0) }
            return hash
        }
    }

    private func split(_ bytes: [UInt8]) throws(StorageError) -> [TreeHash] {
        let hashes = stride(from: 0, to: bytes.count, by: TreeHash.length).compactMap {
            TreeHash(bytes[$0..<min($0 + TreeHash.length, bytes.count)])
        }
        guard hashes.count * TreeHash.length == bytes.count, hashes.count <= Tile.fullWidth else {
            throw .malformedRow(column: 0)
        }
        return hashes
    }
}

extension Int64 {
    /// The number as the database stores it.
    init(checked number: UInt64) throws(StorageError) {
        guard let exact = Int64(exactly: number) else { throw .tooLarge }
        self = exact
    }
}

/// Turns what the store throws into what the log throws.
func reading<Value>(_ body: () throws(StorageError) -> Value) throws(AuditError) -> Value {
    do throws(StorageError) {
        return try body()
    } catch .malformedRow, .tooManyRows {
        throw .damaged
    } catch .corrupt {
        throw .unavailable(.corrupt)
    } catch {
        throw .unavailable(error)
    }
}
