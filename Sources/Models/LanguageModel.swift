import Primitives
import Taint
import Wire

/// A language model, or anything else that answers a conversation with words and proposed tool calls.
package protocol LanguageModel: Sendable {
    /// Its name in metrics and audit records: `openai-compatible`, `dialogue`.
    var name: String { get }

    /// Answers the conversation. The stream throws `ModelError`; ending its iteration cancels the request.
    func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error>
}

/// A piece of a model's answer.
package enum ModelEvent: Sendable, Equatable {
    /// More words to say.
    case text(String)
    /// A complete proposed tool call: the model's own id for it, the tool's name and the arguments as JSON text.
    /// Nothing about it has been checked.
    case toolCall(id: String, name: String, arguments: [UInt8])
    /// The end of the answer.
    case finished(FinishReason, Usage)

    /// Why a model stopped.
    package enum FinishReason: Sendable, Equatable {
        /// It had said what it wanted.
        case stop
        /// It waits for the results of its tool calls.
        case toolCalls
        /// It reached the limit of tokens.
        case length
        /// Its provider filtered the answer.
        case contentFilter
    }

    /// What an answer cost.
    package struct Usage: Sendable, Equatable {
        /// Tokens read and written.
        package var inputTokens: Int, outputTokens: Int

        /// A cost of that many tokens.
        package init(inputTokens: Int = 0, outputTokens: Int = 0) {
            self.inputTokens = inputTokens
            self.outputTokens = outputTokens
        }
    }
}

/// What a model is asked.
package struct ModelRequest: Sendable {
    /// The agent's instructions, from the tenant.
    package var instructions: String
    /// The conversation so far, oldest first. What the agent said is cut to what was heard.
    package var conversation: [ConversationItem]
    /// The tools it may propose to call.
    package var tools: [ToolDescription]
    /// The most tokens it may write.
    package var maxOutputTokens: Int
    /// How long the whole answer may take.
    package var deadline: Duration

    /// A request with those parts.
    package init(
        instructions: String, conversation: [ConversationItem], tools: [ToolDescription], maxOutputTokens: Int = 1024,
        deadline: Duration = .seconds(30)
    ) {
        self.instructions = instructions
        self.conversation = conversation
        self.tools = tools
        self.maxOutputTokens = maxOutputTokens
        self.deadline = deadline
    }
}

/// A tool as a model sees it.
package struct ToolDescription: Sendable, Equatable {
    /// Its name, what it does and the JSON Schema of its arguments.
    package var name: String, description: String, parameters: JSON

    /// A tool described so.
    package init(name: String, description: String, parameters: JSON) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }
}

/// One thing that happened in a conversation, with where it came from.
package enum ConversationItem: Sendable, Equatable {
    /// The caller said or typed this.
    case caller(Labeled<String>)
    /// The agent said this, and it was heard up to here.
    case agent(String)
    /// The agent proposed this call; `arguments` is JSON text.
    case toolCall(id: String, name: String, arguments: String)
    /// A call's result, or the reason why it did not run, as JSON text.
    case toolResult(id: String, name: String, result: Labeled<String>)
}
