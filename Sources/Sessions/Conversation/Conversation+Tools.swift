import Approval
import Models
import Primitives
import Taint
import Wire

// What becomes of proposed tool calls: one after the other, each ruled on, confirmed if need be, run, and told.
extension Conversation {
    /// Takes up the next proposal; asks the model again when all are done.
    mutating func nextCall(at now: Instant) {
        guard running == nil else { return }
        guard !proposals.isEmpty else { return askModel(at: now) }
        let proposal = proposals.removeFirst()
        running = proposal
        phase = .ruling
        toolsBegan = now
        add(
            .toolCall(
                id: proposal.modelID, name: proposal.name,
                arguments: String(decoding: proposal.arguments, as: UTF8.self)),
            id: freshItem())
        actions.append(.tell(.tool(name: proposal.name, disposition: "proposed")))
        actions.append(.rule(proposal))
    }

    mutating func ruled(_ call: CallID, _ ruling: CallRuling, at now: Instant) {
        guard let proposal = running, proposal.id == call, phase == .ruling else { return }
        guard proposal.generation == generation else { return overtaken(proposal, at: now) }
        switch ruling {
        case .allowed: run(proposal, isConfirmed: false)
        case .needsConfirmation(let digest, let readBack):
            openGate(for: proposal, digest: digest, readBack: readBack, at: now)
        case .refused(let refusal, let reason):
            toolEnded(call, .refused(refusal.rawValue, reason: reason), at: now)
        }
    }

    /// Runs a call; if that takes long, the caller hears something.
    mutating func run(_ proposal: ToolProposal, isConfirmed: Bool) {
        phase = .running
        actions.append(.timer(.filler(proposal.id), after: .milliseconds(1500)))
        actions.append(.run(proposal, isConfirmed: isConfirmed))
    }

    mutating func toolEnded(_ call: CallID, _ report: ToolReport, at now: Instant) {
        guard let proposal = running, proposal.id == call else { return }
        running = nil
        gate = nil
        if let toolsBegan, trace?.firstSentence == nil { trace?.tools += now - toolsBegan }
        add(.toolResult(id: proposal.modelID, name: proposal.name, result: report.result), id: freshItem())
        actions.append(.tell(.tool(name: proposal.name, disposition: report.disposition)))
        guard !isOver else { return }
        if answersAfterTool {
            answersAfterTool = false
            return beginTurn(at: now)
        }
        if proposal.generation == generation { return nextCall(at: now) }
        resumeAnswer(at: now)
        finishResponseIfDone(at: now)
    }

    /// A call whose answer was interrupted before it ran: it does not run.
    private mutating func overtaken(_ proposal: ToolProposal, at now: Instant) {
        toolEnded(proposal.id, .refused("overtaken", reason: "The caller spoke before it ran."), at: now)
    }

    mutating func timer(_ timer: ConversationTimer, at now: Instant) {
        switch timer {
        case .gate(let id, let attempt):
            if gate?.gate.id == id { handleGate(.expired(attempt: attempt), at: now) }
        case .promptPlayed(let id, let attempt):
            if let gate, gate.gate.id == id, gate.gate.attempt == attempt { handleGate(.readBackPlayed, at: now) }
        case .filler(let call):
            if running?.id == call, !playback.isActive, utterance == nil { say("One moment, please.", at: now) }
        }
    }
}

extension ToolReport {
    /// The report of a call that did not run.
    package static func refused(_ disposition: String, reason: String) -> ToolReport {
        let json: JSON = ["status": .string(disposition), "reason": .string(reason)]
        let text = String(decoding: json.serialized(), as: UTF8.self)
        return ToolReport(disposition: disposition, result: Labeled(text, Label(.operator_)))
    }
}
