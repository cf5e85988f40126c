import Primitives

/// Proof that the caller confirmed one exact call. Made only by `ConfirmationGate`, handed out once, and consumed by the
/// approval that it allows: it cannot be copied or used twice.
package struct Confirmation: ~Copyable, Sendable {
    /// The gate that it comes from.
    package let gate: GateID
    /// The digest of the call that was read back.
    package let digest: CallDigest
    /// What it rests on.
    package let evidence: GateOutcome.Evidence

    /// The confirmation level in policy: 1, spoken or its equivalent on a keypad or screen.
    package var level: Int { 1 }

    init(gate: GateID, digest: CallDigest, evidence: GateOutcome.Evidence) {
        self.gate = gate
        self.digest = digest
        self.evidence = evidence
    }
}
