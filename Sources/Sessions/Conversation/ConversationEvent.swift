import Approval
import Audio
import Models
import Primitives
import Taint

/// What can happen to a conversation.
package enum ConversationEvent: Sendable {
    /// The call is open: speak first.
    case began
    /// 20 ms of the caller's sound, which end at that place of the audio.
    case frame(isSpeech: Bool, end: Duration)
    /// The words so far of an open utterance.
    case partialWords(utterance: Int, [String])
    /// The words of a finished utterance.
    case transcribed(utterance: Int, Transcript)
    /// A finished utterance could not be understood for a technical reason.
    case transcriptionFailed(utterance: Int, ModelError)
    /// A finished utterance, judged as the answer to a gate.
    case judged(utterance: Int, ConfirmationJudgement, ConfirmationEvidence?)
    /// The caller typed something, under that item id.
    case typed(String, item: String)
    /// The caller pressed keys.
    case keyed(String)
    /// The caller answered a gate on the screen: the challenge's phrase, or no.
    case typedAnswer(String)
    /// The client asks for an answer now.
    case answerWanted
    /// The client ends the caller's turn by hand.
    case turnCommitted
    /// The client throws away what the caller said since the last turn.
    case turnCleared
    /// The client stops the answer.
    case cancelled
    /// The client has played the item up to there; `truncates` when it will play no more of it.
    case played(item: String, Duration, truncates: Bool)
    /// A piece of the model's answer.
    case model(generation: Int, ModelEvent)
    /// The model gave no answer.
    case modelFailed(generation: Int, ModelError)
    /// Sound of a sentence, at the output rate.
    case sound(sentence: Int, [Int16], words: [SpokenPiece.WordEnd])
    /// A sentence has all its sound; or none could be made.
    case soundEnded(sentence: Int, ModelError?)
    /// Time to send sound.
    case tick
    /// What policy says about a proposed call.
    case ruled(call: CallID, CallRuling)
    /// A call has run, or failed, or was refused at the last moment.
    case toolEnded(call: CallID, ToolReport)
    /// A timer that the conversation asked for.
    case timer(ConversationTimer)
    /// The call is over.
    case ended(GateOutcome.Reason)
}

/// What became of a tool call, as the model is told it.
package struct ToolReport: Sendable, Equatable {
    /// How it ended: `ok`, `failed`, `timed_out`, `denied`, `declined`, `not_possible`, `invalid`.
    package var disposition: String
    /// The result or the reason as JSON text, with where it came from.
    package var result: Labeled<String>

    /// A report of that disposition and result.
    package init(disposition: String, result: Labeled<String>) {
        self.disposition = disposition
        self.result = result
    }
}

/// The timers of a conversation. Each names what it was set for, so that a late one changes nothing.
package enum ConversationTimer: Sendable, Hashable {
    /// The time for an answer to an attempt of a gate.
    case gate(GateID, attempt: Int)
    /// A tool takes so long that the caller should hear something.
    case filler(CallID)
    /// The prompt of a gate was sent; by now it has been played.
    case promptPlayed(GateID, attempt: Int)
}
