/// Why bytes are not a signed note, a key or a checkpoint that can be trusted.
package enum NoteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text of a note is not UTF-8 lines without control characters, or too long.
    case malformedText
    /// The signature lines are missing or not as the format wants them.
    case malformedSignatures
    /// A verifier or signer key is not as the format wants it, or its id does not fit it.
    case malformedKey
    /// Two different keys have the same name and id.
    case ambiguousKey
    /// A known key's signature is wrong.
    case invalidSignature
    /// No known key signed.
    case unsigned
    /// The text is not a checkpoint.
    case malformedCheckpoint
    /// The checkpoint's root has not the 32 bytes of a SHA-256 hash.
    case rootNotSHA256
    /// The checkpoint is of another log.
    case wrongOrigin

    package var description: String {
        switch self {
        case .malformedText: "the note's text is not lines of plain UTF-8"
        case .malformedSignatures: "the note's signature lines are malformed"
        case .malformedKey: "the key is malformed"
        case .ambiguousKey: "two different keys share one name and id"
        case .invalidSignature: "a signature is not its key's"
        case .unsigned: "no known key signed the note"
        case .malformedCheckpoint: "the text is not a checkpoint"
        case .rootNotSHA256: "the checkpoint's root is not a SHA-256 hash"
        case .wrongOrigin: "the checkpoint is of another log"
        }
    }
}
