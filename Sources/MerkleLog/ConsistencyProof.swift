/// Proof that a tree only grew (RFC 6962, section 2.1.2; verification as in RFC 9162, section 2.1.4.2).
package struct ConsistencyProof: Hashable, Sendable {
    /// The number of leaves of the older and of the newer tree.
    package let oldSize: UInt64, newSize: UInt64
    /// The hashes of the proof, lowest first.
    package let hashes: [TreeHash]

    /// A proof as someone claims it.
    package init(oldSize: UInt64, newSize: UInt64, hashes: [TreeHash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.hashes = hashes
    }

    /// The proof between two sizes, from nodes of complete subtrees that `node` looks up.
    /// Throws `ProofError.sizesOutOfOrder` or `.outOfRange`, or what `node` throws.
    package init(oldSize: UInt64, newSize: UInt64, node: (NodeID) throws -> TreeHash) throws {
        guard oldSize > 0, oldSize <= newSize else { throw ProofError.sizesOutOfOrder }
        guard newSize <= maximumTreeSize else { throw ProofError.outOfRange }
        var (start, end): (UInt64, UInt64) = (0, newSize)
        var beside: [TreeHash] = []
        while oldSize < end {
            let middle = start + largestPowerOfTwo(below: end - start)
            if oldSize <= middle {
                beside.append(try rangeRoot(middle, end, node: node))
                end = middle
            } else {
                beside.append(try rangeRoot(start, middle, node: node))
                start = middle
            }
        }
        if start > 0 { beside.append(try rangeRoot(start, end, node: node)) }
        self.init(oldSize: oldSize, newSize: newSize, hashes: beside.reversed())
    }

    /// Checks that the tree with `newRoot` begins with the leaves of the tree with `oldRoot`.
    /// Throws `ProofError` when the proof does not show it.
    package func verify(oldRoot: TreeHash, newRoot: TreeHash) throws(ProofError) {
        guard oldSize > 0, oldSize <= newSize else { throw .sizesOutOfOrder }
        guard newSize <= maximumTreeSize else { throw .outOfRange }
        guard oldSize < newSize else {
            guard hashes.isEmpty else { throw .wrongLength(expected: 0, actual: hashes.count) }
            guard oldRoot == newRoot else { throw .rootMismatch }
            return
        }
        let roots = try roots(oldRoot: oldRoot)
        guard roots.old == oldRoot, roots.new == newRoot else { throw .rootMismatch }
    }

    /// The two roots that the hashes lead to, for sizes already known to be in order and different.
    private func roots(oldRoot: TreeHash) throws(ProofError) -> (old: TreeHash, new: TreeHash) {
        let shift = UInt64(oldSize.trailingZeroBitCount)
        let inner = 64 - ((oldSize - 1) ^ (newSize - 1)).leadingZeroBitCount
        let border = ((oldSize - 1) >> UInt64(inner)).nonzeroBitCount
        let isComplete = oldSize.nonzeroBitCount == 1
        let expected = inner - Int(shift) + border + (isComplete ? 0 : 1)
        guard hashes.count == expected else { throw .wrongLength(expected: expected, actual: hashes.count) }
        let seed = isComplete ? oldRoot : hashes[0]
        let path = isComplete ? hashes[...] : hashes.dropFirst()
        let mask = (oldSize - 1) >> shift
        var (old, new) = (seed, seed)
        for (height, sibling) in path.enumerated() {
            let isInner = height < inner - Int(shift)
            if isInner && (mask >> UInt64(height)) & 1 == 0 {
                new = TreeHash(left: new, right: sibling)
            } else {
                new = TreeHash(left: sibling, right: new)
                old = TreeHash(left: sibling, right: old)
            }
        }
        return (old, new)
    }
}
