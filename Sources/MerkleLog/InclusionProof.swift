/// Proof that an entry is in a tree (RFC 6962, section 2.1.1; verification as in RFC 9162, section 2.1.3.2).
package struct InclusionProof: Hashable, Sendable {
    /// The position of the entry, from 0.
    package let index: UInt64
    /// The number of leaves of the tree.
    package let size: UInt64
    /// The hashes beside the path from the leaf to the root, lowest first.
    package let hashes: [TreeHash]

    /// A proof as someone claims it.
    package init(index: UInt64, size: UInt64, hashes: [TreeHash]) {
        self.index = index
        self.size = size
        self.hashes = hashes
    }

    /// The proof for entry `index` in the tree of `size` leaves, from nodes of complete subtrees that `node` looks up.
    /// Throws `ProofError.outOfRange`, or what `node` throws.
    package init(index: UInt64, size: UInt64, node: (NodeID) throws -> TreeHash) throws {
        guard index < size, size <= maximumTreeSize else { throw ProofError.outOfRange }
        var (start, end): (UInt64, UInt64) = (0, size)
        var beside: [TreeHash] = []
        while end - start > 1 {
            let middle = start + largestPowerOfTwo(below: end - start)
            if index < middle {
                beside.append(try rangeRoot(middle, end, node: node))
                end = middle
            } else {
                beside.append(try rangeRoot(start, middle, node: node))
                start = middle
            }
        }
        self.init(index: index, size: size, hashes: beside.reversed())
    }

    /// Checks that `leaf` is in the tree with that root. Throws `ProofError` when the proof does not show it.
    package func verify(leaf: TreeHash, root: TreeHash) throws(ProofError) {
        guard index < size, size <= maximumTreeSize else { throw .outOfRange }
        let inner = 64 - (index ^ (size - 1)).leadingZeroBitCount
        let border = (index >> UInt64(inner)).nonzeroBitCount
        guard hashes.count == inner + border else {
            throw .wrongLength(expected: inner + border, actual: hashes.count)
        }
        var hash = leaf
        for (height, sibling) in hashes.enumerated() {
            let isLeft = height < inner && (index >> UInt64(height)) & 1 == 0
            hash = isLeft ? TreeHash(left: hash, right: sibling) : TreeHash(left: sibling, right: hash)
        }
        guard hash == root else { throw .rootMismatch }
    }
}

/// The largest power of two smaller than `count`, which is at least 2.
func largestPowerOfTwo(below count: UInt64) -> UInt64 { 1 << UInt64(63 - (count - 1).leadingZeroBitCount) }

/// The root over the leaves `start ..< end`, a subtree's beginning and some of its leaves, from its complete subtrees.
func rangeRoot(_ start: UInt64, _ end: UInt64, node: (NodeID) throws -> TreeHash) throws -> TreeHash {
    foldPeaks(try NodeID.covering(start, end).map(node)) ?? .emptyTree
}
