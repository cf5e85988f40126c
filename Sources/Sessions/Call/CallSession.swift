import Approval
import Audio
import Audit
import Guard
import Models
import Primitives
import Telemetry
import Tools
import Transport

/// One call: the shell around its `Conversation`. It lives on the loop of its connection, feeds events in and performs
/// the actions that come out. It decides nothing.
package actor CallSession {
    /// The loop of its connection.
    package nonisolated let loop: EventLoop
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Who calls whom: what policy and audit need to know of the call.
    nonisolated let scene: CallScene
    nonisolated let services: CallServices
    var conversation: Conversation
    nonisolated let tell: @Sendable (ClientEvent) -> Void
    private var ears: Ears
    private var isClosed = false

    var utterances: [Int: OpenUtterance] = [:]
    var modelTask: Task<Void, Never>?
    var mouth: Mouth
    var reviewed: [CallID: ProposedCall] = [:]
    var uses: [String: Int] = [:]
    var risk = 0
    var trail = AuditTrail()
    var opened: AuditReceipt?
    var gates: [GateID: AuditReceipt] = [:]
    var confirmations: [CallID: AuditReceipt] = [:]
    /// The digest of the sound of the last answer to a gate.
    var answerDigest: [UInt8]?
    private var pump: LoopTimer?

    /// An utterance on its way to a recogniser.
    struct OpenUtterance {
        var samples: [Int16]
        var stream: (any TranscriptionStream)?
        var sent = 0
    }

    /// A call that has not begun. `tell` is called on the loop.
    package init(
        loop: EventLoop, scene: CallScene, services: CallServices, settings: ConversationSettings, inputRate: Int,
        threshold: Double, tell: @escaping @Sendable (ClientEvent) -> Void
    ) throws(AudioError) {
        self.loop = loop
        self.scene = scene
        self.services = services
        self.tell = tell
        conversation = Conversation(settings: settings, random: SystemRandomNumberGenerator())
        ears = try Ears(inputRate: inputRate, threshold: threshold)
        mouth = Mouth(outputRate: settings.outputRate)
    }

    /// Begins the conversation with those settings: the agent speaks first, if it does.
    package func start(_ settings: ConversationSettings) {
        conversation = Conversation(settings: settings, random: SystemRandomNumberGenerator())
        mouth = Mouth(outputRate: settings.outputRate)
        handle(.began)
    }

    /// Takes sound of the input rate.
    package func hear(_ samples: [Int16]) throws(AudioError) {
        for frame in try ears.hear(samples) {
            for number in utterances.keys { utterances[number]?.samples += frame.samples }
            handle(.frame(isSpeech: frame.isSpeech, end: frame.end))
        }
        feedRecognisers()
    }

    /// Takes over what may change in mid-call.
    package func change(_ settings: ConversationSettings) {
        conversation.settings = settings
        conversation.turns.settings = settings.turns
    }

    /// Takes what the caller typed, once it passed the input guard; otherwise says why not.
    package func type(_ text: String, id: String?) -> String? {
        if let id, entry(id) != nil { return "There is an item with that id already." }
        let report = InputGuard(byteLimit: ConversationLimits.typedCharacters).examine(text, from: .caller)
        if let refusal = report.refusal {
            record(.inputRefused(rule: refusal.rawValue))
            return refusal.description
        }
        risk += report.score / 10
        handle(.typed(report.text, item: id ?? conversation.freshItem()))
        return nil
    }

    /// The entry with that id.
    package func entry(_ id: String) -> Entry? { conversation.entries.last { $0.id == id } }

    /// Removes an entry of words; false when there is none. Tool calls and their results stay.
    package func forget(_ id: String) -> Bool { conversation.forget(id) }

    /// Begins to hear sound of another rate.
    package func changeInput(rate: Int, threshold: Double) throws(AudioError) {
        ears = try Ears(inputRate: rate, threshold: threshold)
    }

    /// Feeds one event to the conversation and performs what comes out.
    package func handle(_ event: ConversationEvent) {
        guard !isClosed else { return }
        let now = services.clock.now()
        // An action can end the call; what was to follow it then is not done.
        for action in conversation.handle(event, at: now) where !isClosed { perform(action) }
        schedulePump(now)
    }

    /// Ends the call and frees everything it holds.
    package func close(_ reason: GateOutcome.Reason) {
        guard !isClosed else { return }
        handle(.ended(reason))
        isClosed = true
        recordClosing(reason.rawValue)
        pump?.cancel()
        modelTask?.cancel()
        mouth.stop()
        for utterance in utterances.values { utterance.stream?.cancel() }
        utterances = [:]
        reviewed = [:]
    }

    func count(_ name: StaticString, _ help: StaticString, _ labels: Labels = [:]) {
        services.metrics.count(name, help, labels)
    }

    /// Where the caller's audio ends so far.
    package var heard: Duration { ears.end }

    private func perform(_ action: ConversationAction) {
        switch action {
        case .tell(let event): tell(event)
        case .openUtterance(let number, let start): openUtterance(number, from: start)
        case .wantWords(let number): wantWords(number)
        case .finishUtterance(let number): finishUtterance(number)
        case .judgeUtterance(let number, let challenge): judgeUtterance(number, challenge: challenge)
        case .dropUtterance(let number): utterances.removeValue(forKey: number)?.stream?.cancel()
        case .askModel(let generation, let request): askModel(generation, request)
        case .stopModel: modelTask?.cancel()
        case .synthesize(let sentence, let text): synthesize(sentence, text)
        case .stopSynthesis: mouth.stop()
        case .rule(let proposal): rule(proposal)
        case .run(let proposal, let isConfirmed): run(proposal, isConfirmed: isConfirmed)
        case .record(let record): self.record(record)
        case .timer(let timer, let delay): startTimer(timer, after: delay)
        case .traced(let trace): traced(trace)
        }
    }

    private func openUtterance(_ number: Int, from start: Duration) {
        utterances[number] = OpenUtterance(samples: ears.sound(from: start))
        guard conversation.gate == nil else { return }
        Task { [self] in
            guard let stream = try? await services.transcriber.open(transcription) else { return }
            attach(stream, to: number)
        }
    }

    /// What a recogniser is asked for the next utterance.
    var transcription: TranscriptionRequest {
        TranscriptionRequest(rate: Ears.rate, grammar: services.grammar(conversation.entries.map(\.item)))
    }

    private func attach(_ stream: any TranscriptionStream, to number: Int) {
        guard utterances[number] != nil else { return stream.cancel() }
        utterances[number]?.stream = stream
        feedRecognisers()
    }

    func feedRecognisers() {
        for (number, utterance) in utterances {
            guard let stream = utterance.stream, utterance.sent < utterance.samples.count else { continue }
            stream.append(Array(utterance.samples[utterance.sent...]))
            utterances[number]?.sent = utterance.samples.count
        }
    }

    private func startTimer(_ timer: ConversationTimer, after delay: Duration) {
        _ = loop.schedule(after: delay) { [weak self] in
            self?.assumeIsolated { $0.handle(.timer(timer)) }
        }
    }

    private func schedulePump(_ now: Instant) {
        guard pump?.isPending != true, let wait = conversation.nextDue(after: now) else { return }
        let due = now + wait
        pump = loop.schedule(after: wait) { [weak self] in
            self?.assumeIsolated { $0.pumped(due: due) }
        }
    }

    private func pumped(due: Instant) {
        let late = services.clock.now() - due
        services.metrics.observe("sayso_frame_late_seconds", "How late a due frame was sent.", [:], late)
        pump = nil
        handle(.tick)
    }
}
