/// The place of a tile in a log (C2SP tlog-tiles): up to 256 hashes side by side, of nodes at tree level `8 * level`.
package struct Tile: Hashable, Sendable {
    /// The most hashes a tile has, and the tree levels it spans.
    package static let fullWidth = 256, height = 8

    /// The level of the tile, 0 to 63, and its number from the left.
    package let level: Int, index: UInt64
    /// The number of hashes in it, 1 to 256.
    package let width: Int

    /// The tile at that place; nothing when a number is out of its range.
    package init?(level: Int, index: UInt64, width: Int = fullWidth) {
        guard (0...63).contains(level), index < 1 << 62, (1...Self.fullWidth).contains(width) else { return nil }
        self.level = level
        self.index = index
        self.width = width
    }

    /// Whether the tile can still grow.
    package var isPartial: Bool { width < Self.fullWidth }

    /// How many full tiles a level has in a tree of `size` leaves, and the width of the partial one after them (or 0).
    package static func counts(level: Int, size: UInt64) -> (full: UInt64, partial: Int) {
        guard (0...7).contains(level) else { return (0, 0) }
        let nodes = size >> UInt64(level * height)
        return (nodes >> 8, Int(nodes & 255))
    }

    /// The tile that holds the hash of `node`, or the hashes it is computed from: its level and number, and the range
    /// of hashes in it of which `node` is the root.
    package static func holding(_ node: NodeID) -> (level: Int, index: UInt64, hashes: Range<Int>) {
        let (level, above) = (node.level / height, node.level % height)
        let first = node.index << UInt64(above)
        let offset = Int(first & 255)
        return (level, first >> 8, offset..<offset + (1 << above))
    }

    /// The root of a complete subtree: of a power of two of hashes.
    package static func root(of hashes: ArraySlice<TreeHash>) -> TreeHash? {
        guard hashes.count.nonzeroBitCount == 1 else { return nil }
        var row = Array(hashes)
        while row.count > 1 {
            row = stride(from: 0, to: row.count, by: 2).map { TreeHash(left: row[$0], right: row[$0 + 1]) }
        }
        return row.first
    }
}
