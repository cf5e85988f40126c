import Models
import Primitives
import Taint
import Wire

/// The rule-based engine as a language model, so that an agent works without an account and without a network.
package struct DialogueModel: LanguageModel {
    /// The name in metrics and audit records.
    package let name = "dialogue"

    private let configuration: DialogueConfiguration
    private let today: @Sendable () -> CivilDate

    /// A model of that agent; `today` gives the day where the tenant is.
    package init(_ configuration: DialogueConfiguration, today: @escaping @Sendable () -> CivilDate) {
        self.configuration = configuration
        self.today = today
    }

    package func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
        let events = events(for: request)
        return AsyncThrowingStream { continuation in
            for event in events { continuation.yield(event) }
            continuation.finish()
        }
    }

    /// The whole answer at once.
    package func events(for request: ModelRequest) -> [ModelEvent] {
        switch DialogueEngine(configuration, today: today()).react(to: request.conversation) {
        case .say(let text): [.text(text), .finished(.stop, .init())]
        case .call(let tool, let arguments):
            [
                .toolCall(id: "call-\(request.conversation.count)", name: tool, arguments: arguments.serialized()),
                .finished(.toolCalls, .init()),
            ]
        }
    }
}
