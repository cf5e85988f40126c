import Cryptography
import Guard
import Models
import Primitives
import Taint

// What the model does: writes words that are guarded before they are spoken, and proposes tool calls.
extension Conversation {
    mutating func greet(at now: Instant) {
        if let greeting = settings.greeting { sayAlone([greeting], at: now) }
    }

    /// Answers the caller: a new turn, with fresh bounds. Everything older is overtaken.
    mutating func beginTurn(at now: Instant) {
        answersAfterWords = false
        guard running == nil else { return overtake(at: now) }
        forgetInterruption()
        turn += 1
        rounds = 0
        callsThisTurn = 0
        gatesThisTurn = 0
        proposals = []
        openResponse()
        askModel(at: now)
    }

    /// The caller said something while a proposal is being dealt with: it is answered when that is over. What has not run
    /// yet does not run, and a gate is closed.
    private mutating func overtake(at now: Instant) {
        answersAfterTool = true
        fence()
        handleGate(.abandoned(.overtaken), at: now)
    }

    /// Overtakes every proposal that has not run.
    mutating func fence() {
        generation += 1
        proposals = []
    }

    /// Gives the answer after all that was interrupted by nothing, in the same turn; after the tool if one still runs.
    mutating func resumeAnswer(at now: Instant) {
        guard owesAnswer, running == nil, utterance == nil, finishing.isEmpty else { return }
        forgetInterruption()
        openResponse()
        askModel(at: now)
    }

    mutating func askModel(at now: Instant) {
        guard rounds < ConversationLimits.roundsPerTurn else {
            actions.append(.record(.bounded("model rounds in a turn")))
            return giveUp("I'm sorry, I could not finish that.", at: now)
        }
        rounds += 1
        generation += 1
        isModelBusy = true
        sentences = SentenceBuffer()
        if trace?.asked == nil { trace?.asked = now }
        let request = ModelRequest(
            instructions: settings.instructions, conversation: entries.map(\.item), tools: settings.tools,
            maxOutputTokens: settings.maxOutputTokens)
        actions.append(.askModel(generation: generation, request))
    }

    mutating func modelSaid(_ event: ModelEvent, generation: Int, at now: Instant) {
        guard generation == self.generation, isModelBusy else { return }
        if trace?.firstToken == nil { trace?.firstToken = now }
        switch event {
        case .text(let text):
            for sentence in sentences.append(text) where isModelBusy { say(guarding: sentence, at: now) }
        case .toolCall(let id, let name, let arguments): propose(id: id, name: name, arguments: arguments)
        case .finished(let reason, _): modelFinished(reason, at: now)
        }
    }

    mutating func modelFailed(generation: Int, at now: Instant) {
        guard generation == self.generation, isModelBusy else { return }
        isModelBusy = false
        proposals = []
        giveUp("I'm sorry, I have trouble answering right now. Please try again.", at: now)
    }

    /// Ends the turn with a sentence of the gateway's own.
    mutating func giveUp(_ sentence: String, at now: Instant) {
        say(sentence, at: now)
        finishResponseIfDone(at: now)
    }

    private mutating func modelFinished(_ reason: ModelEvent.FinishReason, at now: Instant) {
        for sentence in sentences.finish() where isModelBusy { say(guarding: sentence, at: now) }
        guard isModelBusy else { return }
        isModelBusy = false
        if proposals.isEmpty {
            finishResponseIfDone(at: now)
        } else {
            closeItem()
            nextCall(at: now)
        }
    }

    private mutating func propose(id: String, name: String, arguments: [UInt8]) {
        callsThisTurn += 1
        guard callsThisTurn <= ConversationLimits.callsPerTurn else {
            return actions.append(.record(.bounded("tool calls in a turn")))
        }
        let call = CallID(prefix: "call-", from: &random)
        proposals.append(
            ToolProposal(id: call, modelID: id, name: name, arguments: arguments, turn: turn, generation: generation))
    }

    /// Says a sentence of the model's if the output guard lets it pass.
    private mutating func say(guarding sentence: String, at now: Instant) {
        switch outputGuard.check(sentence) {
        case .pass(let text): say(text, at: now)
        case .mask(let text, let hits):
            recordFilter(hits, stopped: false, sentence)
            say(text, at: now)
        case .stop(let hits):
            recordFilter(hits, stopped: true, sentence)
            stopModelAfterFilter(at: now)
        }
    }

    private mutating func recordFilter(_ hits: [GuardHit], stopped: Bool, _ sentence: String) {
        let digest = SHA256.hash(Array(sentence.utf8))
        actions.append(.record(.outputFiltered(rules: hits.map(\.rule), stopped: stopped, digest: digest)))
    }

    /// A sentence that must not be spoken ends the answer and drops what it proposed.
    private mutating func stopModelAfterFilter(at now: Instant) {
        guard isModelBusy else { return }
        isModelBusy = false
        fence()
        actions.append(.stopModel)
        giveUp("I'm sorry, I can't say that.", at: now)
    }
}
