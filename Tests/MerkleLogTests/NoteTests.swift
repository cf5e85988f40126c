import Cryptography
import Primitives
import Testing

@testable import MerkleLog

private func bytes(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

private func makeSigner(_ name: String, seed: UInt8 = 1) throws -> SignerKey {
    let pair = try Ed25519.KeyPair(seed: Secret([UInt8](repeating: seed, count: 32)))
    return SignerKey(name: try #require(KeyName(name)), pair: pair)
}

@Test("A signed note opens with its key and not with another")
func notesOpen() throws {
    let signer = try makeSigner("sayso.local/t/acme")
    let note = try SignedNote(text: bytes("a\nb\n"), signers: [signer])
    let read = try SignedNote(note.bytes)
    #expect(read == note)
    #expect(try read.verified(by: [signer.verifier]) == [signer.verifier])
    let stranger = try makeSigner("sayso.local/t/acme", seed: 2)
    #expect(throws: NoteError.unsigned) { try read.verified(by: [stranger.verifier]) }
    #expect(throws: NoteError.unsigned) { try read.verified(by: []) }
}

@Test("Any changed byte of a note's text or signature is noticed")
func changedNotesFail() throws {
    let signer = try makeSigner("sayso.local/t/acme")
    let whole = try SignedNote(text: bytes("origin\n12\nroot\n"), signers: [signer]).bytes
    for index in whole.indices {
        for mask: UInt8 in [1, 0x20, 0x80] {
            var changed = whole
            changed[index] ^= mask
            #expect(throws: NoteError.self) { try SignedNote(changed).verified(by: [signer.verifier]) }
        }
    }
}

@Test("Keys come back from their text forms, and a changed byte of a verifier key is refused")
func keysRoundTrip() throws {
    let signer = try makeSigner("sayso.local/t/acme")
    let text = signer.verifier.description
    #expect(try VerifierKey(text) == signer.verifier)
    let encoded = signer.encoded.withBytes { String(decoding: $0, as: UTF8.self) }
    #expect(try SignerKey(encoded: encoded).verifier == signer.verifier)
    for index in text.utf8.indices {
        var changed = bytes(text)
        changed[text.utf8.distance(from: text.utf8.startIndex, to: index)] ^= 1
        #expect(throws: NoteError.malformedKey) { try VerifierKey(String(decoding: changed, as: UTF8.self)) }
    }
}

@Test(
    "Key names hold no white space, plus sign or control character", arguments: ["", "a b", "a+b", "a\u{A0}b", "a\n"])
func badKeyNamesAreRefused(name: String) {
    #expect(KeyName(name) == nil)
}

@Test("A checkpoint comes back from its text and belongs to its log only")
func checkpointsRoundTrip() throws {
    let signer = try makeSigner("sayso.local/t/acme")
    let checkpoint = Checkpoint(origin: "sayso.local/t/acme", size: 7, root: .emptyTree, extensions: ["more"])
    #expect(try Checkpoint(text: checkpoint.text) == checkpoint)
    let note = try SignedNote(text: checkpoint.text, signers: [signer])
    #expect(try Checkpoint(note: note, origin: "sayso.local/t/acme", keys: [signer.verifier]) == checkpoint)
    #expect(throws: NoteError.wrongOrigin) {
        try Checkpoint(note: note, origin: "sayso.local/t/evil", keys: [signer.verifier])
    }
}

@Test(
    "A checkpoint with an odd size, an empty line or no end is refused",
    arguments: [
        "o\n07\n", "o\n+7\n", "o\n\n", "\n7\n", "o\n18446744073709551616\n", "o\n9223372036854775808\n",
    ])
func badCheckpointsAreRefused(head: String) {
    let root = String(decoding: Checkpoint(origin: "x", size: 0, root: .emptyTree).text.dropFirst(4), as: UTF8.self)
    #expect(throws: NoteError.malformedCheckpoint) { try Checkpoint(text: bytes(head + root)) }
}

@Test("A portable proof verifies an entry offline")
func portableProofsVerify() throws {
    let signer = try makeSigner("sayso.local/t/acme")
    let entries = (0..<5).map { bytes("entry \($0)") }
    let leaves = entries.map { TreeHash(leaf: $0) }
    var range = CompactRange()
    for leaf in leaves { range.append(leaf) }
    let checkpoint = Checkpoint(origin: "sayso.local/t/acme", size: 5, root: range.root)
    let note = try SignedNote(text: checkpoint.text, signers: [signer]).bytes
    let proof = try InclusionProof(index: 3, size: 5) { node in
        let first = Int(node.index) << node.level
        return try #require(Tile.root(of: leaves[first..<first + (1 << node.level)]))
    }
    let portable = PortableProof(index: 3, hashes: proof.hashes, extra: [1, 2], checkpoint: note)
    let read = try #require(PortableProof(text: portable.text))
    #expect(read == portable)
    #expect(try read.verify(entry: entries[3], origin: "sayso.local/t/acme", keys: [signer.verifier]) == checkpoint)
    #expect(throws: ProofError.rootMismatch) {
        try read.verify(entry: entries[2], origin: "sayso.local/t/acme", keys: [signer.verifier])
    }
}
