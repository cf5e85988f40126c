import Approval
import Audit
import Models
import Primitives
import Telemetry
import Tools

/// What a call needs from the house. One value serves all calls of an agent version.
package struct CallServices: Sendable {
    /// Speech to text for ordinary turns, and the grammar that fits what was said last, when the agent has one.
    package var transcriber: any Transcriber
    package var grammar: @Sendable ([ConversationItem]) -> SpeechGrammar?
    /// The two independent recognisers that judge a confirmation.
    package var listener: any ConfirmationListener
    package var model: any LanguageModel
    package var synthesizer: any Synthesizer
    package var voice: String
    /// The one door to side effects, and what runs behind it.
    package var approver: Approver
    package var runner: ToolRunner
    package var audit: AuditLog
    package var clock: Clock
    package var log: Log
    package var metrics: Metrics

    /// Services of those parts.
    package init(
        transcriber: any Transcriber, grammar: @escaping @Sendable ([ConversationItem]) -> SpeechGrammar?,
        listener: any ConfirmationListener,
        model: any LanguageModel, synthesizer: any Synthesizer, voice: String, approver: Approver, runner: ToolRunner,
        audit: AuditLog, clock: Clock, log: Log, metrics: Metrics
    ) {
        self.transcriber = transcriber
        self.grammar = grammar
        self.listener = listener
        self.model = model
        self.synthesizer = synthesizer
        self.voice = voice
        self.approver = approver
        self.runner = runner
        self.audit = audit
        self.clock = clock
        self.log = log
        self.metrics = metrics
    }
}
