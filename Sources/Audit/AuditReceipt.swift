import MerkleLog
import Primitives

/// What a durable append gives: the record's place in the log. Later records cite it.
package struct AuditReceipt: Sendable, Hashable {
    /// The position in the log, from 0.
    package let index: UInt64
    /// The hash of the leaf that holds the record.
    package let leaf: TreeHash
    /// When it was written.
    package let time: WallTime
}
