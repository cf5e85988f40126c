import Primitives
import Testing

@testable import MerkleLog

/// The root as RFC 6962 defines it, straight from its recursion.
private func naiveRoot(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
    guard let first = leaves.first else { return .emptyTree }
    guard leaves.count > 1 else { return first }
    var half = 1
    while half * 2 < leaves.count { half *= 2 }
    return TreeHash(left: naiveRoot(leaves.prefix(half)), right: naiveRoot(leaves.dropFirst(half)))
}

/// The hash of a complete subtree of `leaves`.
private func naiveNode(_ node: NodeID, _ leaves: [TreeHash]) -> TreeHash {
    let first = Int(node.index) << node.level
    return naiveRoot(leaves[first..<first + (1 << node.level)])
}

private func makeLeaves(_ count: Int) -> [TreeHash] {
    (0..<count).map { TreeHash(leaf: [UInt8]("entry \($0)".utf8)) }
}

@Test("A compact range has the root of the naive tree at every size, and hears of every inner node")
func compactRangeAgrees() {
    let leaves = makeLeaves(130)
    var range = CompactRange()
    #expect(range.root == .emptyTree)
    for (count, leaf) in leaves.enumerated() {
        range.append(leaf) { node, hash in #expect(hash == naiveNode(node, leaves)) }
        #expect(range.size == UInt64(count + 1))
        #expect(range.root == naiveRoot(leaves[...count]))
    }
    let peaks = CompactRange.peakNodes(size: 130).map { naiveNode($0, leaves) }
    #expect(CompactRange(size: 130, peaks: peaks) == range)
    #expect(CompactRange(size: 130, peaks: []) == nil)
}

@Test("Every entry of every tree up to 70 leaves has a proof that verifies, and only for its own leaf, place and root")
func inclusionProofsHold() throws {
    let leaves = makeLeaves(70)
    for size in 1...70 {
        let root = naiveRoot(leaves[..<size])
        for index in 0..<size {
            let proof = try InclusionProof(index: UInt64(index), size: UInt64(size)) { naiveNode($0, leaves) }
            try proof.verify(leaf: leaves[index], root: root)
            #expect(throws: ProofError.self) { try proof.verify(leaf: leaves[(index + 1) % 70], root: root) }
            #expect(throws: ProofError.self) { try proof.verify(leaf: leaves[index], root: .emptyTree) }
        }
        #expect(throws: ProofError.outOfRange) {
            try InclusionProof(index: UInt64(size), size: UInt64(size)) { naiveNode($0, leaves) }
        }
    }
}

@Test("Every pair of sizes up to 40 has a consistency proof that verifies, and none from another old root")
func consistencyProofsHold() throws {
    let leaves = makeLeaves(40)
    for newSize in 1...40 {
        for oldSize in 1...newSize {
            let proof = try ConsistencyProof(oldSize: UInt64(oldSize), newSize: UInt64(newSize)) {
                naiveNode($0, leaves)
            }
            let (old, new) = (naiveRoot(leaves[..<oldSize]), naiveRoot(leaves[..<newSize]))
            try proof.verify(oldRoot: old, newRoot: new)
            #expect(throws: ProofError.self) { try proof.verify(oldRoot: .emptyTree, newRoot: new) }
            #expect(throws: ProofError.self) { try proof.verify(oldRoot: old, newRoot: .emptyTree) }
        }
    }
    #expect(throws: ProofError.sizesOutOfOrder) {
        try ConsistencyProof(oldSize: 0, newSize: 5, hashes: []).verify(oldRoot: .emptyTree, newRoot: .emptyTree)
    }
}

@Test("A proof with any hash changed, dropped, doubled or swapped does not verify", arguments: [UInt64(1), 2, 3])
func mutatedProofsFail(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let leaves = makeLeaves(300)
    for _ in 0..<60 {
        let size = Int.random(in: 2...300, using: &generator)
        let index = Int.random(in: 0..<size, using: &generator)
        let root = naiveRoot(leaves[..<size])
        let proof = try InclusionProof(index: UInt64(index), size: UInt64(size)) { naiveNode($0, leaves) }
        try proof.verify(leaf: leaves[index], root: root)
        var hashes = proof.hashes
        let place = Int.random(in: 0..<hashes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: hashes[place] = leaves[(index + 7) % 300]
        case 1: hashes.remove(at: place)
        default: hashes.insert(hashes[place], at: place)
        }
        let bad = InclusionProof(index: proof.index, size: proof.size, hashes: hashes)
        #expect(throws: ProofError.self, "seed \(seed)") { try bad.verify(leaf: leaves[index], root: root) }
        let moved = InclusionProof(index: UInt64((index + 1) % size), size: proof.size, hashes: proof.hashes)
        #expect(throws: ProofError.self, "seed \(seed)") { try moved.verify(leaf: leaves[index], root: root) }
    }
}

@Test("Hostile sizes and indices are refused without a trap")
func hostileNumbersAreRefused() {
    let numbers: [UInt64] = [0, 1, 2, 1 << 31, 1 << 61, 1 << 62, 1 << 63, .max - 1, .max]
    for index in numbers {
        for size in numbers {
            let proof = InclusionProof(index: index, size: size, hashes: [.emptyTree])
            #expect(throws: ProofError.self) { try proof.verify(leaf: .emptyTree, root: .emptyTree) }
            let consistency = ConsistencyProof(oldSize: index, newSize: size, hashes: [.emptyTree])
            #expect(throws: ProofError.self) { try consistency.verify(oldRoot: .emptyTree, newRoot: .emptyTree) }
        }
    }
}

@Test("A node's tile holds it, or the hashes it is computed from")
func tilesHoldNodes() throws {
    let leaves = makeLeaves(256)
    let place = Tile.holding(NodeID(level: 3, index: 5))
    #expect(place.level == 0 && place.index == 0 && place.hashes == 40..<48)
    #expect(Tile.root(of: leaves[place.hashes]) == naiveNode(NodeID(level: 3, index: 5), leaves))
    #expect(Tile.root(of: leaves[0..<256]) == naiveRoot(leaves[...]))
    #expect(Tile.root(of: leaves[0..<3]) == nil)
    let high = Tile.holding(NodeID(level: 9, index: 129))
    #expect(high.level == 1 && high.index == 1 && high.hashes == 2..<4)
}

@Test("Entries come back out of a bundle, and a bundle that is cut off is refused")
func bundlesRoundTrip() throws {
    let entries: [[UInt8]] = [[], [1], [UInt8](repeating: 7, count: 65_535)]
    let bundle = try #require(EntryBundle.encode(entries))
    #expect(EntryBundle.decode(bundle) == entries)
    #expect(EntryBundle.decode([UInt8](bundle.dropLast())) == nil)
    #expect(EntryBundle.decode([0]) == nil)
    #expect(EntryBundle.encode([[UInt8](repeating: 0, count: 65_536)]) == nil)
}
