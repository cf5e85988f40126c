import Audio
import Audit
import Limits
import Models
import Primitives
import Sessions
import Telemetry
import Transport
import Wire

/// One connection of the Realtime protocol: decodes what the client asks, passes it to the call, and encodes what the call
/// tells. It lives on the loop of its connection.
package actor RealtimeEndpoint: WebSocketHandler {
    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private nonisolated let loop: EventLoop

    /// The most messages that wait while the opening of the call is being recorded.
    static let waitingLimit = 64
    /// How far ahead of the clock a client may send sound: longer than any real microphone could be.
    static let soundLead: Duration = .seconds(120)

    private let connection: WebSocketConnection
    private let opening: CallOpening
    private var session: RealtimeSession
    private var encoder: RealtimeEncoder
    private var call: CallSession?
    private var state = State.opening([])
    private var isSpeechStarted = false
    private let began: Instant
    private var soundReceived: Duration = .zero

    private enum State {
        /// The opening is being recorded; these messages wait.
        case opening([WebSocketMessage])
        /// The session is open; the agent has not begun to speak.
        case ready
        /// The conversation runs.
        case running
        case closed
    }

    /// An endpoint for a call that was admitted.
    init(connection: WebSocketConnection, opening: CallOpening) {
        self.connection = connection
        self.opening = opening
        loop = connection.loop
        began = opening.services.clock.now()
        session = opening.session
        encoder = RealtimeEncoder(format: .pcm)
    }

    /// Records the opening, then greets the client with its session.
    func open() {
        guard let call = try? makeCall() else { return refuseOpening() }
        Task { [self] in
            let isRecorded = await call.recordOpening(authentication: opening.authentication)
            isRecorded ? opened(call) : refuseOpening()
        }
    }

    private func refuseOpening() {
        opening.services.log(.error, "a call could not be opened", ["session": LogValue(opening.scene.session)])
        let error = RealtimeError(
            type: "server_error", code: "unavailable", message: "The call cannot be recorded now.", param: nil)
        fail(error, close: 1013)
    }

    package func received(_ message: WebSocketMessage) {
        switch state {
        case .opening(var waiting):
            guard waiting.count < Self.waitingLimit else {
                return fail(.invalid("too_early", "Too many events before session.created."), close: 1008)
            }
            waiting.append(message)
            state = .opening(waiting)
        case .ready, .running: process(message)
        case .closed: break
        }
    }

    package func drained() {}

    package func closed(_ code: UInt16?) { finish() }

    /// Ends the call from the gateway's side.
    package func hangUp(code: UInt16, reason: String) {
        connection.close(code: code, reason: reason)
        finish()
    }

    private func finish() {
        if case .closed = state { return }
        state = .closed
        call?.assumeIsolated { $0.close(.callEnded) }
        opening.ended()
    }

    private func makeCall() throws(AudioError) -> CallSession {
        try CallSession(
            loop: loop, scene: opening.scene, services: opening.services, settings: settings,
            inputRate: session.inputFormat.rate, threshold: session.threshold
        ) { [weak self] event in
            self?.assumeIsolated { $0.tell(event) }
        }
    }

    private var settings: ConversationSettings {
        var settings = opening.settings
        if opening.permissions.mayInstruct { settings.instructions = session.instructions }
        settings.turns = session.turnSettings
        settings.outputRate = session.outputFormat.rate
        settings.speaks = session.speaks
        settings.answersTurns = session.createsResponse && session.detection != .manual
        if let limit = session.maxOutputTokens { settings.maxOutputTokens = Int(limit) }
        return settings
    }

    private func opened(_ call: CallSession) {
        guard case .opening(let waiting) = state else { return call.assumeIsolated { $0.close(.callEnded) } }
        self.call = call
        state = .ready
        send(["type": "session.created", "session": session.json])
        for message in waiting { process(message) }
        _ = loop.schedule(after: .seconds(1)) { [weak self] in self?.assumeIsolated { $0.begin() } }
        _ = loop.schedule(after: opening.longestCall) { [weak self] in
            self?.assumeIsolated { $0.hangUp(code: 1000, reason: "the longest call is over") }
        }
    }

    /// The agent begins: the client has said how it wants to talk, or has said nothing for a second.
    private func begin() {
        guard case .ready = state, let call else { return }
        state = .running
        let (settings, encoderFormat) = (settings, session.outputFormat)
        encoder.format = encoderFormat
        call.assumeIsolated { $0.start(settings) }
    }

    private func process(_ message: WebSocketMessage) {
        guard case .text(let bytes) = message else {
            return tell(error: .invalid("invalid_message", "Events are text messages."), cause: nil)
        }
        let (command, eventID) = RealtimeDecoder.decode(bytes)
        do {
            try perform(command.get())
        } catch let error as RealtimeError {
            tell(error: error, cause: eventID)
        } catch {
            tell(error: .init(type: "server_error", code: "internal", message: "The event failed."), cause: eventID)
        }
    }

    private func perform(_ command: RealtimeCommand) throws {
        switch command {
        case .updateSession(let patch): try update(patch)
        case .appendAudio(let bytes): try append(bytes)
        case .commitAudio: feed(.turnCommitted)
        case .clearAudio:
            feed(.turnCleared)
            send(["type": "input_audio_buffer.cleared"])
        case .createText(let id, let text): try create(text, id: id)
        case .retrieveItem(let id): try retrieve(id)
        case .truncateItem(let id, let ms): feed(.played(item: id, .milliseconds(ms), truncates: true))
        case .deleteItem(let id): try delete(id)
        case .createResponse: feed(.answerWanted)
        case .cancelResponse, .clearOutput: feed(.cancelled)
        case .played(let id, let ms): feed(.played(item: id, .milliseconds(ms), truncates: false))
        case .keys(let keys): feed(.keyed(keys))
        case .answerGate(_, let confirms, let phrase): feed(.typedAnswer(confirms ? phrase : "no"))
        }
    }

    private func feed(_ event: ConversationEvent) {
        begin()
        call?.assumeIsolated { $0.handle(event) }
    }

    private func update(_ patch: JSON) throws {
        let updated = try session.updated(by: patch, permissions: opening.permissions)
        if case .running = state, updated.outputFormat != session.outputFormat || updated.speaks != session.speaks {
            throw RealtimeError.invalid(
                "invalid_state", "The output cannot change after the agent has begun.", param: "session.audio.output")
        }
        let inputChanged = updated.inputFormat != session.inputFormat || updated.threshold != session.threshold
        session = updated
        if inputChanged {
            try call?.assumeIsolated {
                try $0.changeInput(rate: updated.inputFormat.rate, threshold: updated.threshold)
            }
        }
        if case .running = state { call?.assumeIsolated { [settings] in $0.change(settings) } }
        send(["type": "session.updated", "session": session.json])
        begin()
    }

    private func append(_ bytes: [UInt8]) throws {
        let samples =
            switch session.inputFormat {
            case .pcm: PCM(littleEndian: bytes, rate: 24_000).samples
            case .muLaw: G711.muLaw.decode(bytes)
            case .aLaw: G711.aLaw.decode(bytes)
            }
        soundReceived += .nanoseconds(Int64(samples.count) * 1_000_000_000 / Int64(session.inputFormat.rate))
        guard soundReceived <= opening.services.clock.now() - began + Self.soundLead else {
            throw RealtimeError.invalid(
                "audio_too_far_ahead", "More sound was sent than time has passed.", param: "audio")
        }
        begin()
        try call?.assumeIsolated { try $0.hear(samples) }
    }

    private func create(_ text: String, id: String?) throws {
        begin()
        let refusal = call?.assumeIsolated { $0.type(text, id: id) }
        if let refusal { throw RealtimeError.invalid("input_refused", refusal, param: "item.content") }
    }

    private func retrieve(_ id: String) throws {
        let entry = call?.assumeIsolated { $0.entry(id) }
        guard let entry, let item = RealtimeItems.entry(entry, isSpoken: session.speaks) else {
            throw RealtimeError.invalid("item_not_found", "There is no such item.", param: "item_id")
        }
        send(["type": "conversation.item.retrieved", "item": item])
    }

    private func delete(_ id: String) throws {
        guard call?.assumeIsolated({ $0.forget(id) }) == true else {
            throw RealtimeError.invalid("item_not_found", "There is no such item of words.", param: "item_id")
        }
        send(["type": "conversation.item.deleted", "item_id": JSON(id)])
    }

    private func tell(_ event: ClientEvent) {
        for message in encoder.encode(event) { connection.send(text: message) }
    }

    private func tell(error: RealtimeError, cause: String?) {
        opening.services.metrics.count(
            "sayso_realtime_errors_total", "Events of clients that were refused.", ["code": error.code])
        send(error.event(id: "", cause: cause))
    }

    private func send(_ body: JSON) { connection.send(text: encoder.message(body)) }

    private func fail(_ error: RealtimeError, close code: UInt16) {
        tell(error: error, cause: nil)
        hangUp(code: code, reason: error.code)
    }
}
