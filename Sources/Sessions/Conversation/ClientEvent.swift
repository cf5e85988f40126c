import Primitives

/// What a client is told, in the terms of a conversation; the endpoint turns it into its protocol.
package enum ClientEvent: Sendable, Equatable {
    /// Speech of the caller begins at that place of its audio, and will become that item.
    case speechStarted(item: String, at: Duration)
    /// It has ended.
    case speechStopped(item: String, at: Duration)
    /// The caller's turn is closed.
    case committed(item: String, previous: String?)
    /// What the caller said.
    case callerWords(item: String, text: String)
    /// It could not be understood.
    case callerWordsFailed(item: String)
    /// The caller's item is part of the conversation.
    case callerItem(item: String, previous: String?, text: String?, isTyped: Bool)
    /// An answer begins.
    case responseStarted(String)
    /// An item of an answer begins.
    case itemStarted(response: String, item: String, index: Int, previous: String?)
    /// Words of an item, as they begin to be spoken or written.
    case words(response: String, item: String, index: Int, text: String, isSpoken: Bool)
    /// Sound of an item.
    case sound(response: String, item: String, index: Int, samples: [Int16])
    /// An item of an answer is complete, or was cut.
    case itemEnded(response: String, item: String, index: Int, text: String, isSpoken: Bool, isComplete: Bool)
    /// An answer is over.
    case responseEnded(String, ResponseStatus)
    /// An item was cut to what was heard.
    case truncated(item: String, at: Duration)
    /// A gate asks for confirmation.
    case gateAsked(GateID, tool: String, readBack: String, phrase: [String], code: String, attempt: Int)
    /// A gate is over.
    case gateClosed(GateID, outcome: String)
    /// A tool call was proposed, and what became of it.
    case tool(name: String, disposition: String)
    /// Where the time of a turn went.
    case turn(TurnTrace)
    /// The client's request does not fit the state of the conversation.
    case refused(String)

    /// How an answer ended.
    package enum ResponseStatus: Sendable, Equatable {
        /// All of it was sent.
        case completed
        /// The caller spoke over it.
        case interrupted
        /// The client cancelled it.
        case cancelled
        /// It grew too long, or was filtered.
        case incomplete(String)
        /// No answer could be made.
        case failed
    }
}
