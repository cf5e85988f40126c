import Approval
import Models
import Primitives
import Taint
import Voice

// What the caller does: speaks, types, presses keys, interrupts.
extension Conversation {
    mutating func heardFrame(isSpeech: Bool, end: Duration, at now: Instant) {
        lastFrameEnd = end
        for action in turns.frame(isSpeech: isSpeech, end: end) {
            switch action {
            case .started(let start): beginUtterance(from: start, at: now)
            case .wantsWords: if let utterance { actions.append(.wantWords(utterance.number)) }
            case .ended(let speechEnd): endUtterance(speechEnd: speechEnd, at: now)
            }
        }
        sendDue(at: now)
    }

    mutating func heardPartial(_ number: Int, _ words: [String]) {
        guard utterance?.number == number else { return }
        turns.words(gate == nil ? WordCompleteness.judge(words) : .unknown)
    }

    mutating func heardWords(_ number: Int, _ transcript: Transcript, at now: Instant) {
        guard let finished = finishing.removeValue(forKey: number) else { return }
        let text = transcript.text
        guard !text.isEmpty else { return understoodNothing(finished, at: now) }
        actions.append(.tell(.callerWords(item: finished.utterance.item, text: text)))
        forgetInterruption()
        accept(text, item: finished.utterance.item, isTyped: false)
        trace = TurnTrace(turn: turn + 1, speechEnded: finished.speechEnded, turnEnded: finished.turnEnded)
        trace?.transcribed = now
        if settings.answersTurns || answersAfterWords { beginTurn(at: now) }
    }

    mutating func heardNothing(_ number: Int, at now: Instant) {
        guard let finished = finishing.removeValue(forKey: number) else { return }
        actions.append(.tell(.callerWordsFailed(item: finished.utterance.item)))
        forgetInterruption()
        answersAfterWords = false
        sayAlone(["I'm sorry, I could not hear that. Please say it again."], at: now)
    }

    mutating func typed(_ text: String, item: String, at now: Instant) {
        guard gate == nil else { return handleGate(.typed(text), at: now) }
        actions.append(.tell(.callerItem(item: item, previous: entries.last?.id, text: text, isTyped: true)))
        accept(text, item: item, isTyped: true)
    }

    mutating func keyed(_ keys: String, at now: Instant) {
        if gate != nil { handleGate(.typed(keys), at: now) }
    }

    /// The client stops the answer; while a gate is open that is a no.
    mutating func cancelled(at now: Instant) {
        guard gate == nil else { return handleGate(.abandoned(.refused), at: now) }
        forgetInterruption()
        answersAfterWords = false
        interrupt(.cancelled, at: now)
    }

    mutating func answerWanted(at now: Instant) {
        guard gate == nil else { return actions.append(.tell(.refused("a confirmation is open"))) }
        guard !isModelBusy, running == nil else {
            return actions.append(.tell(.refused("an answer is being given already")))
        }
        guard finishing.isEmpty else {
            answersAfterWords = true
            return
        }
        beginTurn(at: now)
    }

    mutating func commitTurn(at now: Instant) {
        guard utterance != nil || turns.isOpen else { return }
        turns.reset()
        endUtterance(speechEnd: lastFrameEnd, at: now)
    }

    /// What was said is thrown away; what it interrupted goes on.
    mutating func clearTurn(at now: Instant) {
        turns.reset()
        guard let dropped = utterance else { return }
        actions.append(.dropUtterance(dropped.number))
        utterance = nil
        resumeAnswer(at: now)
    }

    mutating func played(_ item: String, _ position: Duration, truncates: Bool, at now: Instant) {
        playback.acknowledge(item: item, position: position)
        guard truncates else { return }
        guard playback.knows(item: item), position <= playback.sent(item: item) else {
            return actions.append(.tell(.refused("audio_end_ms lies beyond the audio of the item")))
        }
        if response?.isSaying(item) == true { interrupt(.interrupted, at: now) }
        cutEntry(item, to: playback.heard(item: item, upTo: position))
        actions.append(.tell(.truncated(item: item, at: position)))
    }

    /// Speech over an answer, whether it is being thought of, spoken, or waits for a tool, interrupts it.
    private var isAnswering: Bool { playback.isActive || isModelBusy || running != nil }

    private mutating func beginUtterance(from start: Duration, at now: Instant) {
        let interrupts = gate == nil && settings.turns.interrupts && isAnswering
        utterance = Utterance(
            number: nextUtterance, item: freshItem(), started: start, beganAt: now + (start - lastFrameEnd),
            gateAttempt: gate?.gate.attempt, isEligible: gate?.gate.isListening ?? false)
        let from = max(.zero, start - settings.turns.prefixPadding)
        actions.append(.openUtterance(nextUtterance, from: from))
        actions.append(.tell(.speechStarted(item: utterance?.item ?? "", at: from)))
        nextUtterance += 1
        if interrupts { interrupt(.interrupted, at: now) }
    }

    private mutating func endUtterance(speechEnd: Duration, at now: Instant) {
        guard let ended = utterance else { return }
        utterance = nil
        let speechEnded = now + (speechEnd - lastFrameEnd)
        finishing[ended.number] = FinishedUtterance(utterance: ended, speechEnded: speechEnded, turnEnded: now)
        actions.append(.tell(.speechStopped(item: ended.item, at: speechEnd)))
        actions.append(.tell(.committed(item: ended.item, previous: entries.last?.id)))
        if let gate {
            actions.append(.judgeUtterance(ended.number, challenge: gate.gate.challenge.words))
        } else {
            actions.append(.finishUtterance(ended.number))
        }
    }

    /// Speech that turned out to be nothing: what it interrupted is said after all, once nobody speaks any more.
    private mutating func understoodNothing(_ finished: FinishedUtterance, at now: Instant) {
        actions.append(.tell(.callerWordsFailed(item: finished.utterance.item)))
        guard utterance == nil, finishing.isEmpty else { return }
        if answersAfterWords { return beginTurn(at: now) }
        if owesAnswer { return resumeAnswer(at: now) }
        let rest = leftUnsaid
        leftUnsaid = []
        if !rest.isEmpty { sayAlone(rest, at: now) }
    }

    /// What an interruption left behind no longer matters: the caller said something else.
    mutating func forgetInterruption() {
        leftUnsaid = []
        owesAnswer = false
    }

    /// Makes what the caller said part of the conversation.
    private mutating func accept(_ text: String, item: String, isTyped: Bool) {
        if !isTyped {
            actions.append(.tell(.callerItem(item: item, previous: entries.last?.id, text: text, isTyped: false)))
        }
        add(.caller(Labeled(text, Label(.caller))), id: item)
        callerWords.append(text)
        if callerWords.count > ConversationLimits.entries { callerWords.removeFirst() }
    }
}
