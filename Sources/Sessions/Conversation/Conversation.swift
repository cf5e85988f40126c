import Approval
import Guard
import Models
import Primitives
import Taint
import Voice

/// One call's conversation: turns, answers, interruptions, tool calls and gates. Pure: events and the time go in,
/// actions come out, and a whole call with its faults runs in a simulator from a seed.
///
/// The parts live in extensions named after what happens: `+Caller`, `+Model`, `+Tools`, `+Gate`, `+Speech`.
package struct Conversation: Sendable {
    /// What the call is configured to be.
    package var settings: ConversationSettings
    /// What was said and done, oldest first.
    package internal(set) var entries: [Entry] = []
    /// Everything the caller has said or typed in this call, for grounding; bounded as the entries are.
    package internal(set) var callerWords: [String] = []

    var playback: Playback
    var turns: TurnStateMachine
    var random: any RandomNumberGenerator & Sendable
    var actions: [ConversationAction] = []
    var isOver = false

    var nextItem = 1
    var nextUtterance = 1
    var nextSentence = 1
    var utterance: Utterance?
    var finishing: [Int: FinishedUtterance] = [:]
    var lastFrameEnd: Duration = .zero

    var turn = 0
    var generation = 0
    var isModelBusy = false
    var rounds = 0
    var callsThisTurn = 0
    var gatesThisTurn = 0
    var trace: TurnTrace?
    var toolsBegan: Instant?
    /// The caller spoke while a tool ran: answer when it has ended.
    var answersAfterTool = false
    /// The client asked for an answer while words were awaited: answer when they are known.
    var answersAfterWords = false
    /// The caller made a sound before the answer was complete; if it meant nothing, the answer is still to be given.
    var owesAnswer = false

    var sentences: SentenceBuffer
    var outputGuard: OutputGuard
    var response: SpokenResponse?
    var leftUnsaid: [String] = []

    var proposals: [ToolProposal] = []
    /// The proposal that is being dealt with, and how far that has come.
    var running: ToolProposal?
    var phase = CallPhase.ruling
    var gate: OpenGate?

    /// How far a proposal has come.
    enum CallPhase: Sendable { case ruling, confirming, running }

    /// An utterance that is being heard.
    struct Utterance: Sendable {
        let number: Int
        let item: String
        let started: Duration
        let beganAt: Instant
        /// The attempt of the gate during which it began, and whether that attempt's prompt had been played by then.
        let gateAttempt: Int?
        let isEligible: Bool
    }

    /// An utterance whose words are awaited.
    struct FinishedUtterance: Sendable {
        let utterance: Utterance
        let speechEnded: Instant
        let turnEnded: Instant
    }

    /// The gate that owns the floor.
    struct OpenGate: Sendable {
        var gate: ConfirmationGate
        let proposal: ToolProposal
        /// The sentences of the prompt of the current attempt; the end of the last one closes it.
        var prompt: Range<Int> = 0..<0
        var promptEnd: Int?
    }

    /// A conversation that has not begun. `random` makes ids and challenges: the kernel's generator in production, a seeded
    /// one in simulation.
    package init(settings: ConversationSettings, random: any RandomNumberGenerator & Sendable) {
        self.settings = settings
        playback = Playback(rate: settings.outputRate)
        turns = TurnStateMachine(settings: settings.turns)
        self.random = random
        sentences = SentenceBuffer()
        outputGuard = OutputGuard(settings.outputRules)
    }

    /// Takes one event at `now` and gives what is to be done, in order.
    package mutating func handle(_ event: ConversationEvent, at now: Instant) -> [ConversationAction] {
        guard !isOver else { return [] }
        switch event {
        case .frame(let isSpeech, let end): heardFrame(isSpeech: isSpeech, end: end, at: now)
        case .tick: sendDue(at: now)
        case .sound(let sentence, let samples, let words):
            playback.append(samples, words: words, to: sentence)
            if trace?.firstSound == nil { trace?.firstSound = now }
            sendDue(at: now)
        case .soundEnded(let sentence, let failure): soundEnded(sentence, failure, at: now)
        default: handleRare(event, at: now)
        }
        defer { actions.removeAll(keepingCapacity: true) }
        return actions
    }

    private mutating func handleRare(_ event: ConversationEvent, at now: Instant) {
        switch event {
        case .began: greet(at: now)
        case .partialWords(let number, let words): heardPartial(number, words)
        case .transcribed(let number, let transcript): heardWords(number, transcript, at: now)
        case .transcriptionFailed(let number, _): heardNothing(number, at: now)
        case .judged(let number, let judgement, let evidence): heardAnswer(number, judgement, evidence, at: now)
        case .typed(let text, let item): typed(text, item: item, at: now)
        case .keyed(let keys), .typedAnswer(let keys): keyed(keys, at: now)
        case .answerWanted: answerWanted(at: now)
        case .turnCommitted: commitTurn(at: now)
        case .turnCleared: clearTurn(at: now)
        case .cancelled: cancelled(at: now)
        case .played(let item, let position, let truncates): played(item, position, truncates: truncates, at: now)
        case .model(let generation, let event): modelSaid(event, generation: generation, at: now)
        case .modelFailed(let generation, _): modelFailed(generation: generation, at: now)
        case .ruled(let call, let ruling): ruled(call, ruling, at: now)
        case .toolEnded(let call, let report): if phase == .running { toolEnded(call, report, at: now) }
        case .timer(let due): timer(due, at: now)
        case .ended(let reason): end(reason, at: now)
        case .frame, .tick, .sound, .soundEnded: break
        }
    }

    /// Hands the confirmation of an open or just closed gate to the approval of its call. Nothing when there is none.
    package mutating func takeConfirmation(for call: CallID) -> Confirmation? {
        guard gate?.proposal.id == call, gate?.gate.outcome != nil else { return nil }
        defer { gate = nil }
        return gate?.gate.takeConfirmation()
    }

    /// How long until sound is due; nothing when there is none to send.
    package func nextDue(after now: Instant) -> Duration? { playback.nextDue(after: now) }

    /// Whether the agent is speaking.
    package var isSpeaking: Bool { playback.isActive }

    /// An id that no entry has; clients may name the items that they create as they like.
    mutating func freshItem() -> String {
        while entries.contains(where: { $0.id == "item_\(nextItem)" }) { nextItem += 1 }
        defer { nextItem += 1 }
        return "item_\(nextItem)"
    }

    mutating func add(_ item: ConversationItem, id: String) {
        entries.append(Entry(id: id, item: item))
        if entries.count > ConversationLimits.entries {
            entries.removeFirst(entries.count - ConversationLimits.entries)
        }
    }

    /// Removes an entry of words; false when there is none with that id.
    package mutating func forget(_ id: String) -> Bool {
        guard let index = entries.lastIndex(where: { $0.id == id }) else { return false }
        switch entries[index].item {
        case .caller, .agent: entries.remove(at: index)
        case .toolCall, .toolResult: return false
        }
        return true
    }

    /// Closes everything. It is over before the gate is abandoned, so that nothing new begins on the way out.
    private mutating func end(_ reason: GateOutcome.Reason, at now: Instant) {
        isOver = true
        proposals = []
        handleGate(.abandoned(reason), at: now)
        if let utterance { actions.append(.dropUtterance(utterance.number)) }
        stopAnswer(.cancelled, at: now)
    }
}
