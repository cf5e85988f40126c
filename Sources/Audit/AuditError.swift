import Storage

/// Why the log took no record. In every case nothing was acknowledged, and what needed the record must not happen.
package enum AuditError: Error, Sendable, Hashable, CustomStringConvertible {
    /// More records wait than the queue holds: the caller should slow down, and refuse what is sensitive.
    case backlogged
    /// The disk, the database or the file does not take records now; trying again later may work.
    case unavailable(StorageError)
    /// The log was stopped.
    case stopped
    /// The record has more bytes than an entry of a log may have.
    case tooLarge(bytes: Int)
    /// A field of the record is missing or cannot be recorded, such as a text of more than 1,024 bytes.
    case unrecordable(field: String)
    /// The store holds fewer records than it acknowledged, or others: someone put an old or foreign file in its place.
    case rolledBack(known: UInt64, found: UInt64)
    /// The tree, the entries and the last checkpoint in the store contradict each other.
    case damaged
    /// The file of the signing key is missing, unreadable, or not of the log that the store holds.
    case wrongKey
    /// The signing key is there, but the log it signed is gone.
    case logMissing
    /// There is no entry of that number.
    case notFound

    package var description: String {
        switch self {
        case .backlogged: "the audit log has too many records waiting"
        case .unavailable(let cause): "the audit log cannot be written or read: \(cause)"
        case .stopped: "the audit log has been stopped"
        case .tooLarge(let bytes): "an audit record of \(bytes) bytes is larger than an entry may be"
        case .unrecordable(let field): "the field \(field) of an audit record is missing or too large"
        case .rolledBack(let known, let found):
            "the audit log was replaced: \(known) records were acknowledged, the file holds \(found) or others"
        case .damaged: "the audit log contradicts itself; run: sayso audit verify"
        case .wrongKey: "the audit log's signing key is missing or belongs to another log"
        case .logMissing: "the audit log's signing key exists but its log is gone"
        case .notFound: "the audit log has no such record"
        }
    }
}
