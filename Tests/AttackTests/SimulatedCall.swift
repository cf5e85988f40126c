import Approval
import Models
import Primitives
import Sessions
import Taint
import Wire

/// A call without a shell: the pure conversation, a clock that the test moves in steps of 20 ms, a voice that takes one
/// second for every sentence, and a record of everything that the conversation wanted done.
struct SimulatedCall {
    private(set) var conversation: Conversation
    private(set) var now = Instant.zero
    private(set) var actions: [ConversationAction] = []
    private var heardSound: Duration = .zero
    private var timers: [(due: Instant, timer: ConversationTimer)] = []
    private var waiting: [ConversationEvent] = []

    /// A call of an agent that speaks, or one that writes.
    init(speaks: Bool = true, change: (inout ConversationSettings) -> Void = { _ in }) {
        var settings = ConversationSettings(instructions: "Be kind.", greeting: nil, tools: [])
        settings.speaks = speaks
        change(&settings)
        conversation = Conversation(settings: settings, random: SeededGenerator(seed: 21))
        send(.began)
    }

    /// Feeds an event, and what follows from it at once.
    mutating func send(_ event: ConversationEvent) {
        waiting.append(event)
        while !waiting.isEmpty {
            for action in conversation.handle(waiting.removeFirst(), at: now) { perform(action) }
        }
    }

    private mutating func perform(_ action: ConversationAction) {
        actions.append(action)
        switch action {
        case .timer(let timer, let delay): timers.append((now + delay, timer))
        case .synthesize(let sentence, _):
            waiting.append(.sound(sentence: sentence, [Int16](repeating: 1, count: 24_000), words: []))
            waiting.append(.soundEnded(sentence: sentence, nil))
        default: break
        }
    }

    /// Lets time pass while the caller speaks or is silent.
    mutating func pass(_ duration: Duration, speaking: Bool = false) {
        for _ in 0..<Int(duration.milliseconds / 20) {
            now = now + .milliseconds(20)
            heardSound += .milliseconds(20)
            let due = timers.filter { $0.due <= now }
            timers.removeAll { $0.due <= now }
            for timer in due { send(.timer(timer.timer)) }
            send(.frame(isSpeech: speaking, end: heardSound))
            send(.tick)
        }
    }

    /// The caller types words that ask for an answer.
    mutating func ask(_ words: String) {
        send(.typed(words, item: "typed-\(actions.count)"))
        send(.answerWanted)
    }

    /// The model says something in its newest answer.
    mutating func model(_ events: ModelEvent...) {
        for event in events { send(.model(generation: generation, event)) }
    }

    /// The model proposes a refund, and policy wants it confirmed: a gate is open.
    mutating func openGate(_ digest: CallDigest) {
        ask("i want a refund")
        model(
            .toolCall(id: "t1", name: "refund_payment", arguments: Array(#"{"payment":"p-1001","amount":4500}"#.utf8)),
            .finished(.toolCalls, .init()))
        guard let proposal = proposals.last else { return }
        send(.ruled(call: proposal.id, .needsConfirmation(digest: digest, readBack: "I am about to refund $45.")))
    }

    /// The number of the newest answer.
    var generation: Int {
        actions.compactMap { if case .askModel(let number, _) = $0 { number } else { nil } }.last ?? 0
    }

    /// What the model was told last.
    var lastRequest: ModelRequest? {
        actions.compactMap { if case .askModel(_, let request) = $0 { request } else { nil } }.last
    }

    /// Proposals that policy was asked about.
    var proposals: [ToolProposal] { actions.compactMap { if case .rule(let proposal) = $0 { proposal } else { nil } } }

    /// Calls that were to run, confirmed or not.
    var runs: [ToolProposal] { actions.compactMap { if case .run(let proposal, _) = $0 { proposal } else { nil } } }

    /// Sentences that were given to the voice, or written.
    var said: [String] {
        actions.compactMap {
            switch $0 {
            case .synthesize(_, let text): text
            case .tell(.words(_, _, _, let text, isSpoken: false)): text
            default: nil
            }
        }
    }

    /// Utterances that are to be judged as answers to a gate.
    var judged: [Int] { actions.compactMap { if case .judgeUtterance(let number, _) = $0 { number } else { nil } } }

    /// The challenges that were asked, oldest first.
    var challenges: [Challenge] {
        actions.compactMap {
            switch $0 {
            case .record(.gateOpened(_, _, _, _, let challenge)), .record(.gateAskedAgain(_, let challenge)): challenge
            default: nil
            }
        }
    }

    /// How gates ended.
    var outcomes: [String] {
        actions.compactMap { if case .record(.gateClosed(_, _, _, let outcome)) = $0 { outcome.name } else { nil } }
    }

    /// The bounds that were reached.
    var bounds: [String] { actions.compactMap { if case .record(.bounded(let bound)) = $0 { bound } else { nil } } }
}
