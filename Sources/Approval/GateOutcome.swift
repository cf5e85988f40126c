import Models

/// How a gate ended.
package enum GateOutcome: Sendable, Equatable {
    /// The caller confirmed, in this way.
    case confirmed(Evidence)
    /// The caller did not confirm.
    case declined(Reason)

    /// What the confirmation rests on.
    package enum Evidence: Sendable, Equatable {
        /// Spoken: the challenge, and what the recognisers heard.
        case spoken([String], ConfirmationEvidence?)
        /// Typed, keyed or pressed: the challenge was entered.
        case typed

        /// The name in audit records.
        package var name: String {
            switch self {
            case .spoken: "spoken"
            case .typed: "typed"
            }
        }
    }

    /// Why a call was not confirmed.
    package enum Reason: String, Sendable {
        /// The caller said no.
        case refused
        /// Two answers in a row were unclear.
        case unclear
        /// No answer came in time.
        case timeout
        /// The read-back could not be played to the caller.
        case unspoken
        /// The call ended first.
        case callEnded = "call-ended"
        /// The proposal was overtaken by the conversation.
        case overtaken
        /// The call, caller, tool or tenant was frozen.
        case frozen
    }
}
