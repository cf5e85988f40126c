import Wire

/// An inclusion proof together with its checkpoint as one text (C2SP tlog-proof, version 1), for someone offline.
package struct PortableProof: Hashable, Sendable {
    /// The most hashes a proof can have.
    package static let maximumHashes = 63

    /// The position of the entry.
    package let index: UInt64
    /// The hashes of the inclusion proof, lowest first.
    package let hashes: [TreeHash]
    /// Application data, not covered by the proof.
    package let extra: [UInt8]?
    /// The signed note of the checkpoint.
    package let checkpoint: [UInt8]

    /// A proof of those parts.
    package init(index: UInt64, hashes: [TreeHash], extra: [UInt8]? = nil, checkpoint: [UInt8]) {
        self.index = index
        self.hashes = hashes
        self.extra = extra
        self.checkpoint = checkpoint
    }

    /// The proof as text.
    package var text: [UInt8] {
        var lines = ["c2sp.org/tlog-proof@v1"]
        if let extra { lines.append("extra \(Base64.encode(extra))") }
        lines.append("index \(index)")
        lines += hashes.map { Base64.encode($0.bytes) }
        return lines.flatMap { [UInt8]($0.utf8) + [0x0A] } + [0x0A] + checkpoint
    }

    /// The proof that `text` spells; nothing when it is malformed. Proves nothing before it is verified.
    package init?(text: [UInt8]) {
        guard let blank = text.indices.dropLast().first(where: { text[$0] == 0x0A && text[$0 + 1] == 0x0A }) else {
            return nil
        }
        var lines = text[..<blank].split(separator: 0x0A, omittingEmptySubsequences: false)[...]
        guard lines.popFirst()?.elementsEqual("c2sp.org/tlog-proof@v1".utf8) == true else { return nil }
        var extra: [UInt8]?
        if let encoded = lines.first.flatMap({ value(of: "extra ", in: $0) }) {
            guard let decoded = Base64.decode(String(decoding: encoded, as: UTF8.self)) else { return nil }
            extra = decoded
            lines.removeFirst()
        }
        guard let digits = lines.popFirst().flatMap({ value(of: "index ", in: $0) }) else { return nil }
        guard let index = decimal(digits, below: 1 << 63), lines.count <= Self.maximumHashes else { return nil }
        let hashes = lines.compactMap { Base64.decode(String(decoding: $0, as: UTF8.self)).flatMap { TreeHash($0) } }
        guard hashes.count == lines.count else { return nil }
        self.init(index: index, hashes: hashes, extra: extra, checkpoint: [UInt8](text[(blank + 2)...]))
    }

    /// Checks that `entry` is in the log that the checkpoint describes, and gives the checkpoint.
    /// Throws `NoteError` or `ProofError`.
    package func verify(entry: [UInt8], origin: String, keys: [VerifierKey]) throws -> Checkpoint {
        let checkpoint = try Checkpoint(note: SignedNote(self.checkpoint), origin: origin, keys: keys)
        let proof = InclusionProof(index: index, size: checkpoint.size, hashes: hashes)
        try proof.verify(leaf: TreeHash(leaf: entry), root: checkpoint.root)
        return checkpoint
    }
}

private func value(of prefix: String, in line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    line.starts(with: prefix.utf8) ? line.dropFirst(prefix.utf8.count) : nil
}
