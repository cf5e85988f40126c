/// What the gateway says about a proposed call before it may run.
package enum CallRuling: Sendable, Equatable {
    /// It may run as it is; it is judged again when it does.
    case allowed
    /// It needs the caller's confirmation of this read-back.
    case needsConfirmation(digest: CallDigest, readBack: String)
    /// It will not run. `reason` is a sentence for the model and the caller, without their content.
    case refused(Refusal, reason: String)

    /// Its name in metrics.
    package var name: String {
        switch self {
        case .allowed: "allowed"
        case .needsConfirmation: "needs_confirmation"
        case .refused(let refusal, _): refusal.rawValue
        }
    }

    /// The kinds of refusals, by their names in audit records and metrics.
    package enum Refusal: String, Sendable {
        /// Policy denies it at every level of confirmation.
        case denied
        /// Policy would allow it, but only with a confirmation that this channel cannot give.
        case notPossible = "not_possible"
        /// There is no such tool, or the arguments do not fit it.
        case invalid
        /// A policy erred, or the gates were not monotone.
        case alarmed
        /// The call, caller, tool or tenant is frozen.
        case frozen
        /// The audit log cannot be written.
        case unrecorded
    }
}
