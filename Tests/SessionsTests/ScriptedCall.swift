import Models
import Primitives
import Sessions
import Taint
import Wire

@testable import Approval

/// A conversation without a shell. Events go in; what comes out is kept, and nothing happens that the test does not ask
/// for, except that time passes and timers that are due fire.
struct ScriptedCall {
    private(set) var conversation: Conversation
    private(set) var now = Instant.zero
    private(set) var actions: [ConversationAction] = []
    /// What came out of the last event, or of the last stretch of time.
    private(set) var latest: [ConversationAction] = []
    private var heard: Duration = .zero
    private var timers: [(due: Instant, timer: ConversationTimer)] = []

    init(speaks: Bool = true, greeting: String? = nil, change: (inout ConversationSettings) -> Void = { _ in }) {
        var settings = ConversationSettings(instructions: "Be kind.", greeting: greeting, tools: [])
        settings.speaks = speaks
        settings.outputRate = 8_000
        change(&settings)
        conversation = Conversation(settings: settings, random: SeededGenerator(seed: 4))
    }

    /// Feeds one event.
    mutating func send(_ event: ConversationEvent) {
        latest = []
        feed(event)
    }

    private mutating func feed(_ event: ConversationEvent) {
        let out = conversation.handle(event, at: now)
        for case .timer(let timer, let delay) in out { timers.append((now + delay, timer)) }
        actions += out
        latest += out
    }

    /// Lets time pass in frames of silence or speech.
    mutating func pass(_ milliseconds: Int, speaking: Bool = false) {
        latest = []
        for _ in 0..<milliseconds / 20 {
            now = now + .milliseconds(20)
            heard += .milliseconds(20)
            let due = timers.filter { $0.due <= now }
            timers.removeAll { $0.due <= now }
            for timer in due { feed(.timer(timer.timer)) }
            feed(.frame(isSpeech: speaking, end: heard))
            feed(.tick)
        }
    }

    /// Gives a sentence its sound, that long.
    mutating func voice(_ sentence: Int, _ milliseconds: Int = 1000) {
        send(.sound(sentence: sentence, [Int16](repeating: 1, count: milliseconds * 8), words: []))
        send(.soundEnded(sentence: sentence, nil))
    }

    /// Gives every sentence that waits its sound.
    mutating func voiceAll(_ milliseconds: Int = 1000) {
        for sentence in sentences where !voiced.contains(sentence) {
            voiced.insert(sentence)
            voice(sentence, milliseconds)
        }
    }

    private var voiced: Set<Int> = []

    /// The caller says something and is understood at once.
    mutating func say(_ words: String) {
        pass(400, speaking: true)
        pass(600)
        transcribe(words)
    }

    /// The words of the utterance that was finished last.
    mutating func transcribe(_ words: String) {
        send(.transcribed(utterance: finished.last ?? 0, Self.transcript(words)))
    }

    static func transcript(_ words: String) -> Transcript {
        Transcript(words: words.split(separator: " ").map { .init(String($0)) }, recogniser: "test")
    }

    /// The model says something in its newest answer.
    mutating func model(_ events: ModelEvent...) {
        for event in events { send(.model(generation: generation, event)) }
    }

    /// The model proposes calls of those tools and stops.
    mutating func propose(_ names: String...) {
        for (number, name) in names.enumerated() {
            model(.toolCall(id: "m\(number)", name: name, arguments: Array("{}".utf8)))
        }
        model(.finished(.toolCalls, .init()))
    }

    /// Policy says that about the proposal it was asked about last.
    mutating func rule(_ ruling: CallRuling) {
        guard let proposal = ruled.last else { return }
        send(.ruled(call: proposal.id, ruling))
    }

    /// The call that runs ends well.
    mutating func toolEnds() {
        guard let proposal = runs.last else { return }
        let report = ToolReport(disposition: "ok", result: Labeled(#"{"done":true}"#, Label(.external)))
        send(.toolEnded(call: proposal.id, report))
    }

    /// A call is proposed, needs confirming, and its prompt of three sentences was played.
    mutating func openGate(played: Bool = true) {
        say("please refund me")
        propose("refund")
        rule(.needsConfirmation(digest: Self.digest, readBack: Self.readBack))
        guard played else { return }
        voiceAll()
        pass(3400)
    }

    /// Takes the confirmation of a call as a shell does, and gives the digest that it is for.
    mutating func takeDigest(for call: CallID) -> CallDigest? {
        guard let confirmation = conversation.takeConfirmation(for: call) else { return nil }
        return confirmation.digest
    }

    static let readBack = "I am about to refund nine dollars."
    static let digest: CallDigest = {
        guard
            let tenant = TenantID("t"), let session = SessionID("s"), let tool = ToolID("refund"),
            let digest = try? CallDigest(
                CallIdentity(
                    tenant: tenant, session: session, principal: "p", tool: tool, toolVersion: 1, arguments: [:],
                    policyVersion: "1", nonce: "n", expires: WallTime(milliseconds: 0)))
        else { preconditionFailure("the identity of the test has no digest") }
        return digest
    }()
}

// What the conversation asked for, by kind.
extension ScriptedCall {
    var told: [ClientEvent] { latest.compactMap { if case .tell(let event) = $0 { event } else { nil } } }
    var allTold: [ClientEvent] { actions.compactMap { if case .tell(let event) = $0 { event } else { nil } } }
    var finished: [Int] { actions.compactMap { if case .finishUtterance(let number) = $0 { number } else { nil } } }
    var judged: [Int] { actions.compactMap { if case .judgeUtterance(let number, _) = $0 { number } else { nil } } }
    var sentences: [Int] { actions.compactMap { if case .synthesize(let number, _) = $0 { number } else { nil } } }
    var said: [String] { actions.compactMap { if case .synthesize(_, let text) = $0 { text } else { nil } } }
    var ruled: [ToolProposal] { actions.compactMap { if case .rule(let proposal) = $0 { proposal } else { nil } } }
    var runs: [ToolProposal] { actions.compactMap { if case .run(let proposal, _) = $0 { proposal } else { nil } } }
    var requests: [ModelRequest] {
        actions.compactMap { if case .askModel(_, let request) = $0 { request } else { nil } }
    }
    var generation: Int {
        actions.compactMap { if case .askModel(let number, _) = $0 { number } else { nil } }.last ?? 0
    }
    var records: [ConversationRecord] {
        actions.compactMap { if case .record(let record) = $0 { record } else { nil } }
    }
    var challenges: [Challenge] {
        records.compactMap {
            switch $0 {
            case .gateOpened(_, _, _, _, let challenge), .gateAskedAgain(_, let challenge): challenge
            default: nil
            }
        }
    }
    var outcomes: [String] {
        records.compactMap { if case .gateClosed(_, _, _, let outcome) = $0 { outcome.name } else { nil } }
    }
    var bounds: [String] { records.compactMap { if case .bounded(let bound) = $0 { bound } else { nil } } }
    var responses: (started: [String], ended: [String]) {
        (
            allTold.compactMap { if case .responseStarted(let id) = $0 { id } else { nil } },
            allTold.compactMap { if case .responseEnded(let id, _) = $0 { id } else { nil } }
        )
    }
    var lastStatus: ClientEvent.ResponseStatus? {
        allTold.compactMap { if case .responseEnded(_, let status) = $0 { status } else { nil } }.last
    }
    /// The conversation as texts: who said what.
    var lines: [String] {
        conversation.entries.map {
            switch $0.item {
            case .caller(let words): "caller: \(words.value)"
            case .agent(let words): "agent: \(words)"
            case .toolCall(_, let name, _): "call: \(name)"
            case .toolResult(_, let name, let result): "result: \(name) \(result.value)"
            }
        }
    }
    /// Items whose sound was sent, in order, without repetition.
    var spokenItems: [String] {
        var items: [String] = []
        for case .sound(_, let item, _, _) in allTold where items.last != item { items.append(item) }
        return items
    }
}
