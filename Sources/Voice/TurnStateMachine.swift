import Primitives

/// Finds the turns in a caller's audio: onset, endpoint, and the question in between whether the words look finished.
/// Its clock is the audio itself: every frame says where it ends.
package struct TurnStateMachine: Sendable {
    /// What it asks its shell to do.
    package enum Action: Sendable, Equatable {
        /// A turn has begun at that place of the audio (padding not counted).
        case started(at: Duration)
        /// The words so far are wanted, to decide how long to wait; answer with `words(_:)`.
        case wantsWords
        /// The turn has ended; speech ended at that place.
        case ended(speechEnd: Duration)
    }

    private enum State: Equatable {
        case quiet
        case speaking(since: Duration, lastSpeech: Duration)
        case waiting(since: Duration, lastSpeech: Duration, known: Completeness?)
    }

    /// The settings; a change takes effect with the next frame.
    package var settings: TurnSettings
    private var state = State.quiet
    private var recent: UInt64 = 0
    private let frame: Duration = .milliseconds(20)
    private let window = 8

    /// A machine that has heard nothing yet.
    package init(settings: TurnSettings) { self.settings = settings }

    /// Whether a turn is open.
    package var isOpen: Bool { state != .quiet }

    /// Takes one 20 ms frame that ends at `end` of the audio.
    package mutating func frame(isSpeech: Bool, end: Duration) -> [Action] {
        recent = recent << 1 | (isSpeech ? 1 : 0)
        switch state {
        case .quiet: return quiet(end: end)
        case .speaking(let since, let last):
            return speaking(since: since, last: isSpeech ? end : last, end: end)
        case .waiting(let since, let last, let known):
            return waiting(since: since, last: last, known: known, isSpeech: isSpeech, end: end)
        }
    }

    /// Takes what the words so far say. Late answers, after speech went on, are ignored.
    package mutating func words(_ completeness: Completeness) {
        if case .waiting(let since, let last, _) = state {
            state = .waiting(since: since, lastSpeech: last, known: completeness)
        }
    }

    /// Forgets an open turn.
    package mutating func reset() {
        state = .quiet
        recent = 0
    }

    private mutating func quiet(end: Duration) -> [Action] {
        let heard = (recent & (1 << UInt64(window) - 1)).nonzeroBitCount
        guard frame * heard >= settings.onset, recent & 1 == 1 else { return [] }
        let start = end - frame * heard
        state = .speaking(since: start, lastSpeech: end)
        return [.started(at: start)]
    }

    private mutating func speaking(since: Duration, last: Duration, end: Duration) -> [Action] {
        if end - since >= settings.longestTurn { return finish(speechEnd: end) }
        guard end - last >= min(settings.finishedWait, settings.silence) else {
            state = .speaking(since: since, lastSpeech: last)
            return []
        }
        state = .waiting(since: since, lastSpeech: last, known: nil)
        return [.wantsWords] + waiting(since: since, last: last, known: nil, isSpeech: false, end: end)
    }

    private mutating func waiting(
        since: Duration, last: Duration, known: Completeness?, isSpeech: Bool, end: Duration
    ) -> [Action] {
        if isSpeech, (recent & 0b111).nonzeroBitCount >= 2 {
            state = .speaking(since: since, lastSpeech: end)
            return []
        }
        return end - last >= wait(for: known) ? finish(speechEnd: last) : []
    }

    private func wait(for known: Completeness?) -> Duration {
        switch known {
        case .finished: min(settings.finishedWait, settings.silence)
        case .unfinished: max(settings.unfinishedWait, settings.silence)
        case .unknown, nil: settings.silence
        }
    }

    private mutating func finish(speechEnd: Duration) -> [Action] {
        reset()
        return [.ended(speechEnd: speechEnd)]
    }
}
