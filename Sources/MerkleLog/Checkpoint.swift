import Wire

/// The state of a log that its owner signs (C2SP tlog-checkpoint).
package struct Checkpoint: Hashable, Sendable {
    /// The most extension lines that are looked at.
    package static let maximumExtensions = 64

    /// Which log it is: a URL without a scheme.
    package let origin: String
    /// The number of entries.
    package let size: UInt64
    /// The root hash of the tree.
    package let root: TreeHash
    /// Further lines, opaque to this format; none of them empty.
    package let extensions: [String]

    /// The checkpoint of that state. The origin must be one line that is not empty.
    package init(origin: String, size: UInt64, root: TreeHash, extensions: [String] = []) {
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// The checkpoint that the text of a note spells.
    /// Throws `NoteError.malformedCheckpoint`, or `.rootNotSHA256` when only the root is of another kind.
    package init(text: [UInt8]) throws(NoteError) {
        guard text.last == 0x0A else { throw .malformedCheckpoint }
        let lines = text.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard (3...3 + Self.maximumExtensions).contains(lines.count), lines.allSatisfy({ !$0.isEmpty }) else {
            throw .malformedCheckpoint
        }
        guard let origin = String(validating: lines[0], as: UTF8.self) else { throw .malformedCheckpoint }
        guard let size = decimal(lines[1], below: 1 << 63) else { throw .malformedCheckpoint }
        guard let root = Base64.decode(String(decoding: lines[2], as: UTF8.self)) else { throw .malformedCheckpoint }
        guard let hash = TreeHash(root) else { throw .rootNotSHA256 }
        let extensions = lines[3...].map { String(decoding: $0, as: UTF8.self) }
        self.init(origin: origin, size: size, root: hash, extensions: extensions)
    }

    /// The checkpoint of a note that a known key of the log signed. Throws `NoteError`.
    package init(note: SignedNote, origin: String, keys: [VerifierKey]) throws(NoteError) {
        _ = try note.verified(by: keys)
        try self.init(text: note.text)
        guard self.origin.utf8.elementsEqual(origin.utf8) else { throw .wrongOrigin }
    }

    /// The text that is signed.
    package var text: [UInt8] {
        let lines = [origin, String(size), Base64.encode(root.bytes)] + extensions
        return lines.flatMap { [UInt8]($0.utf8) + [0x0A] }
    }
}
