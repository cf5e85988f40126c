import MerkleLog
import Primitives

/// What the checker knows of one proposed call: decided, perhaps gated, perhaps intended, perhaps ended.
struct CallTrail {
    /// A policy decision about the call.
    struct Decision {
        let index: UInt64
        let leaf: TreeHash
        let decision: AuditedDecision
        let digest: String
        let level: Int64
        let policyVersion: String
    }

    let tool: String
    var decision: Decision
    /// Whether some decision ever asked for a confirmation.
    var isGated = false
    var intent: TreeHash?
    var isFinished = false
}

/// What the checker knows of one gate: opened, then confirmed, declined or expired, and used at most once.
struct GateTrail {
    let leaf: TreeHash
    let call: String
    let digest: String
    let level: Int64
    let expires: WallTime
    var isOpen = true
    /// The record of the confirmation.
    var confirmation: (index: UInt64, leaf: TreeHash)?
    var isUsed = false
}
