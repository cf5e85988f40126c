/// The right edge of a growing tree: enough to append leaves and to know the root, in logarithmic space.
package struct CompactRange: Hashable, Sendable {
    /// The number of leaves.
    package private(set) var size: UInt64 = 0
    /// The roots of the complete subtrees that make up the tree, largest (leftmost) first: one for each bit of `size`.
    package private(set) var peaks: [TreeHash] = []

    /// A tree without leaves.
    package init() {}

    /// The tree of `size` leaves with those peaks; nothing when their number does not fit the size.
    package init?(size: UInt64, peaks: [TreeHash]) {
        guard size <= maximumTreeSize, peaks.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.peaks = peaks
    }

    /// Where the peaks of a tree of `size` leaves are, largest first.
    package static func peakNodes(size: UInt64) -> [NodeID] { NodeID.covering(0, min(size, maximumTreeSize)) }

    /// Adds a leaf; `completed` hears of each inner node that it completes, lowest first.
    package mutating func append(_ leaf: TreeHash, completed: (NodeID, TreeHash) -> Void = { _, _ in }) {
        precondition(size < maximumTreeSize, "a log of 2^62 entries is full")
        var (hash, level, rest) = (leaf, 0, size)
        while rest & 1 == 1, let left = peaks.popLast() {
            (hash, level, rest) = (TreeHash(left: left, right: hash), level + 1, rest >> 1)
            completed(NodeID(level: level, index: rest), hash)
        }
        peaks.append(hash)
        size += 1
    }

    /// The root hash of the tree (RFC 6962, section 2.1).
    package var root: TreeHash { foldPeaks(peaks) ?? .emptyTree }
}

/// The root over subtrees given left to right: the right ones are joined first.
func foldPeaks(_ peaks: [TreeHash]) -> TreeHash? {
    guard var root = peaks.last else { return nil }
    for peak in peaks.dropLast().reversed() { root = TreeHash(left: peak, right: root) }
    return root
}
