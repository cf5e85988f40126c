import Approval
import Models
import Primitives

/// What a conversation asks its shell to do.
package enum ConversationAction: Sendable {
    /// Start to transcribe from that place of the caller's audio.
    case openUtterance(Int, from: Duration)
    /// Give the words so far.
    case wantWords(Int)
    /// End the utterance and give its words.
    case finishUtterance(Int)
    /// End the utterance and judge it as an answer to this challenge.
    case judgeUtterance(Int, challenge: [String])
    /// Forget the utterance.
    case dropUtterance(Int)
    /// Ask the model.
    case askModel(generation: Int, ModelRequest)
    /// Stop the model and drop what it still sends.
    case stopModel
    /// Make the sound of a sentence.
    case synthesize(sentence: Int, String)
    /// Stop making sound.
    case stopSynthesis
    /// Ask policy about a proposed call.
    case rule(ToolProposal)
    /// Run a call; `isConfirmed` when the gate holds its confirmation.
    case run(ToolProposal, isConfirmed: Bool)
    /// Tell the client.
    case tell(ClientEvent)
    /// Write an audit record.
    case record(ConversationRecord)
    /// Come back after that time.
    case timer(ConversationTimer, after: Duration)
    /// A turn's latencies are complete.
    case traced(TurnTrace)
}

/// A tool call that a model proposed. Nothing about it has been checked.
package struct ToolProposal: Sendable, Equatable {
    /// Our id for it, and the model's.
    package let id: CallID, modelID: String
    /// The name of the tool and the arguments as the model wrote them.
    package let name: String, arguments: [UInt8]
    /// The turn and the answer in which it was proposed.
    package let turn: Int, generation: Int
}

/// What a conversation has to say for the audit log. Holds nothing that was said.
package enum ConversationRecord: Sendable, Equatable {
    /// A gate was opened for a call.
    case gateOpened(GateID, call: CallID, digest: CallDigest, readBack: String, challenge: Challenge)
    /// A gate was asked again with a new challenge.
    case gateAskedAgain(GateID, challenge: Challenge)
    /// A gate ended.
    case gateClosed(GateID, call: CallID, digest: CallDigest, GateOutcome)
    /// The output guard stopped or masked a sentence.
    case outputFiltered(rules: [String], stopped: Bool, digest: [UInt8])
    /// The input guard refused what the caller typed or said.
    case inputRefused(rule: String)
    /// The caller interrupted an item after that much of it.
    case interrupted(heard: Duration)
    /// A bound was reached.
    case bounded(String)
}
