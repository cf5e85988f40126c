/// The place of a complete subtree: the root of the `2^level` leaves that begin with leaf `index * 2^level`.
package struct NodeID: Hashable, Sendable {
    /// The height above the leaves, 0 to 62.
    package let level: Int
    /// The number of the node from the left among those of its level.
    package let index: UInt64

    /// The node at that place.
    package init(level: Int, index: UInt64) {
        self.level = level
        self.index = index
    }

    /// The nodes, left to right, that together cover the leaves `start ..< end` as complete subtrees, where `start` is
    /// the beginning of a subtree that is large enough to hold the range.
    static func covering(_ start: UInt64, _ end: UInt64) -> [NodeID] {
        var (position, nodes): (UInt64, [NodeID]) = (start, [])
        while position < end {
            let level = 63 - (end - position).leadingZeroBitCount
            nodes.append(NodeID(level: level, index: position >> UInt64(level)))
            position += 1 << UInt64(level)
        }
        return nodes
    }
}

/// The largest tree that is ever computed with: C2SP tlog-tiles allows sizes below 2^63.
package let maximumTreeSize: UInt64 = 1 << 62
