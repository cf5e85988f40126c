import Approval
import Models
import Primitives

// A confirmation: it owns the floor while it is open, and the model is not asked anything.
extension Conversation {
    mutating func openGate(for proposal: ToolProposal, digest: CallDigest, readBack: String, at now: Instant) {
        gatesThisTurn += 1
        guard gatesThisTurn <= ConversationLimits.gatesPerTurn else {
            actions.append(.record(.bounded("gates in a turn")))
            return toolEnded(proposal.id, .refused("denied", reason: "Too many confirmations in one turn."), at: now)
        }
        let id = GateID(prefix: "gate-", from: &random)
        phase = .confirming
        var opened = ConfirmationGate(id: id, digest: digest, readBack: readBack, random: &random)
        let first = opened.open()
        gate = OpenGate(gate: opened, proposal: proposal)
        actions.append(
            .record(
                .gateOpened(
                    id, call: proposal.id, digest: digest, readBack: readBack, challenge: opened.challenge)))
        perform(first, at: now)
    }

    mutating func heardAnswer(
        _ number: Int, _ judgement: ConfirmationJudgement, _ evidence: ConfirmationEvidence?, at now: Instant
    ) {
        guard let finished = finishing.removeValue(forKey: number) else { return }
        let utterance = finished.utterance
        let attempt = utterance.isEligible ? utterance.gateAttempt ?? 0 : 0
        handleGate(
            .answered(judgement, attempt: attempt, began: utterance.beganAt, evidence: evidence), at: now)
    }

    mutating func handleGate(_ event: ConfirmationGate.Event, at now: Instant) {
        guard var open = gate, open.gate.outcome == nil else { return }
        let before = open.gate.attempt
        let reactions = open.gate.handle(event, at: now, random: &random)
        gate = open
        if open.gate.attempt != before {
            actions.append(.record(.gateAskedAgain(open.gate.id, challenge: open.gate.challenge)))
        }
        perform(reactions, at: now)
    }

    /// The last sentence of the prompt was sent. Sound is sent a little ahead of the clock, so that the caller has heard
    /// it only when that lead is over as well.
    mutating func promptSent(at now: Instant) {
        guard let open = gate else { return }
        gate?.promptEnd = nil
        actions.append(.timer(.promptPlayed(open.gate.id, attempt: open.gate.attempt), after: playback.lead))
    }

    private mutating func perform(_ reactions: [ConfirmationGate.Action], at now: Instant) {
        for reaction in reactions {
            switch reaction {
            case .say(let sentences): ask(sentences, at: now)
            case .wait(let time, let attempt):
                if let gate { actions.append(.timer(.gate(gate.gate.id, attempt: attempt), after: time)) }
            case .closed(let outcome): gateClosed(outcome, at: now)
            }
        }
    }

    private mutating func ask(_ sentences: [String], at now: Instant) {
        guard let open = gate else { return }
        actions.append(
            .tell(
                .gateAsked(
                    open.gate.id, tool: open.proposal.name, readBack: open.gate.readBack,
                    phrase: open.gate.challenge.phrase, code: open.gate.challenge.code, attempt: open.gate.attempt)))
        openResponse()
        closeItem()
        let first = nextSentence
        for sentence in sentences { say(sentence, at: now, isPrompt: true) }
        gate?.prompt = first..<nextSentence
        actions.append(
            .timer(.gate(open.gate.id, attempt: open.gate.attempt), after: ConversationLimits.gateTime))
        if settings.speaks { gate?.promptEnd = nextSentence - 1 } else { promptSent(at: now) }
    }

    private mutating func gateClosed(_ outcome: GateOutcome, at now: Instant) {
        guard let open = gate else { return }
        actions.append(
            .record(.gateClosed(open.gate.id, call: open.proposal.id, digest: open.gate.digest, outcome)))
        actions.append(.tell(.gateClosed(open.gate.id, outcome: outcome.name)))
        stopPrompt(at: now)
        switch outcome {
        case .confirmed: run(open.proposal, isConfirmed: true)
        case .declined(let reason):
            gate = nil
            toolEnded(open.proposal.id, .declined(reason), at: now)
        }
    }

    /// Stops what is left of the prompt, without ending the answer that it belongs to.
    private mutating func stopPrompt(at now: Instant) {
        if playback.isActive {
            actions.append(.stopSynthesis)
            cutEntries(to: playback.cut(at: now))
            endItems(cut: true)
        }
        closeItem()
    }
}

extension GateOutcome {
    /// Its name in events and metrics.
    package var name: String {
        switch self {
        case .confirmed: "confirmed"
        case .declined(let reason): reason.rawValue
        }
    }
}

extension ToolReport {
    /// The report of a call that the caller did not confirm.
    static func declined(_ reason: GateOutcome.Reason) -> ToolReport {
        let words =
            switch reason {
            case .refused: "The caller said no."
            case .unclear: "The caller's answer was not clear enough to act on."
            case .timeout: "The caller did not answer."
            case .unspoken: "The request could not be read back to the caller."
            case .callEnded, .overtaken, .frozen: "The call was stopped."
            }
        return .refused("declined", reason: words)
    }
}
