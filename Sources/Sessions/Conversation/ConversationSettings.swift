import Guard
import Models
import Primitives
import Voice

/// What one call is configured to be: from the agent's version at the moment the call began.
package struct ConversationSettings: Sendable {
    /// What the model is told about its task; from the tenant.
    package var instructions: String
    /// What the agent says first; nothing when it waits for the caller.
    package var greeting: String?
    /// The tools that the agent may propose.
    package var tools: [ToolDescription]
    /// Turn-taking.
    package var turns: TurnSettings
    /// Samples per second of the sound sent to the client.
    package var outputRate = 24_000
    /// Whether the agent speaks; otherwise it writes.
    package var speaks = true
    /// Whether the end of a caller's turn asks the model by itself.
    package var answersTurns = true
    /// The most tokens of one answer.
    package var maxOutputTokens = 1024
    /// What the output guard looks for: planted canaries, the tenant's words.
    package var outputRules = OutputRules()

    /// Settings with those essentials.
    package init(
        instructions: String, greeting: String?, tools: [ToolDescription], turns: TurnSettings = TurnSettings()
    ) {
        self.instructions = instructions
        self.greeting = greeting
        self.tools = tools
        self.turns = turns
    }
}

/// The bounds of a conversation; past them something is refused or forgotten, never stored.
package enum ConversationLimits {
    /// Entries kept for the model; older ones are forgotten.
    package static let entries = 200
    /// Tool calls that one turn of the caller may lead to.
    package static let callsPerTurn = 8
    /// Gates that one turn of the caller may open.
    package static let gatesPerTurn = 2
    /// The longest that one attempt of a gate may last, its prompt included.
    package static let gateTime: Duration = .seconds(60)
    /// Times that a model is asked within one turn.
    package static let roundsPerTurn = 6
    /// Sentences of one answer.
    package static let sentencesPerAnswer = 60
    /// Characters of one typed message.
    package static let typedCharacters = 4_000
}
