import Approval
import Audit
import Cryptography
import Models
import Primitives
import Telemetry

// What a call writes to the audit log. Nothing that was said stands there in clear: words and sound go in as digests.
extension CallSession {
    /// Writes that the call is open; false when the log cannot be written, and then there is no call.
    package func recordOpening(authentication: AuditReceipt) async -> Bool {
        let event = AuditEvent.sessionOpened(
            agent: scene.agent, channel: scene.channel, principal: scene.principal, assurance: scene.assurance,
            policyVersion: services.approver.policyVersion, authentication: authentication)
        opened = await write(event)
        let steps = trail
        Task { [self] in await steps.perform(for: self) }
        return opened != nil
    }

    /// Writes how the call ended and lets the trail run dry.
    func recordClosing(_ reason: String) {
        let (turns, calls) = (conversation.turn, uses.values.reduce(0, +))
        trail.add { session in
            guard let opened = session.opened else { return }
            await session.write(.sessionClosed(reason: reason, turns: turns, calls: calls, opened: opened))
        }
        trail.finish()
    }

    /// Writes what the conversation has to say.
    func record(_ record: ConversationRecord) {
        switch record {
        case .gateOpened(let gate, let call, let digest, let readBack, let challenge):
            count("sayso_gates_total", "Confirmations that were asked for.", ["event": "opened"])
            guard let checked = reviewed[call] else { return }
            trail.add { await $0.gateOpened(gate, checked, digest, readBack, challenge) }
        case .gateAskedAgain(let gate, let challenge):
            guard let digest = conversation.gate?.gate.digest else { return }
            trail.add { await $0.gateAskedAgain(gate, digest, challenge) }
        case .gateClosed(let gate, let call, let digest, let outcome):
            count("sayso_gates_total", "Confirmations that were asked for.", ["event": outcome.name])
            if outcome != .declined(.callEnded), case .declined = outcome { risk += 10 }
            let sound = answerDigest
            trail.add { await $0.gateClosed(gate, call, digest, outcome, sound) }
        case .outputFiltered(let rules, let stopped, let digest):
            count("sayso_output_filtered_total", "Sentences that the output guard stopped or masked.")
            risk += 10
            let action = stopped ? "stop" : "mask"
            trail.add { session in
                for rule in rules { await session.write(.outputFiltered(rule: rule, action: action, text: digest)) }
            }
        case .inputRefused(let rule):
            trail.add { await $0.write(.inputRefused(source: "client", reason: rule)) }
        case .interrupted(let heard):
            count("sayso_interruptions_total", "Answers that the caller spoke over.")
            trail.add { await $0.write(.playbackInterrupted(heard: heard)) }
        case .bounded(let limit): trail.add { await $0.write(.limitReached(limit: limit)) }
        }
        if trail.isOverrun { close(.callEnded) }
    }

    private var scope: AuditScope { AuditScope(session: scene.session) }

    @discardableResult
    private func write(_ event: AuditEvent) async -> AuditReceipt? {
        do { return try await services.audit.append(AuditRecord(event, scope: scope)) } catch {
            services.log(
                .error, "an audit record could not be written",
                ["session": LogValue(scene.session), "error": LogValue(error)])
            return nil
        }
    }

    private func gateOpened(
        _ gate: GateID, _ checked: ProposedCall, _ digest: CallDigest, _ readBack: String, _ challenge: Challenge
    ) async {
        let receipt = await write(
            .gateOpened(
                gate: gate, call: checked.id, tool: checked.tool.id, digest: digest.bytes, level: 1,
                expires: checked.expires,
                readBack: hash(readBack), challenge: hash(challenge.phrase.joined(separator: " ")),
                decision: checked.decision))
        gates[gate] = receipt
    }

    private func gateAskedAgain(_ gate: GateID, _ digest: CallDigest, _ challenge: Challenge) async {
        guard let opened = gates[gate] else { return }
        await write(
            .gateRepeated(
                gate: gate, digest: digest.bytes, challenge: hash(challenge.phrase.joined(separator: " ")),
                opened: opened))
    }

    private func gateClosed(
        _ gate: GateID, _ call: CallID, _ digest: CallDigest, _ outcome: GateOutcome, _ sound: [UInt8]?
    ) async {
        guard let opened = gates.removeValue(forKey: gate) else { return }
        switch outcome {
        case .confirmed(let evidence):
            confirmations[call] = await write(
                .gateConfirmed(
                    gate: gate, digest: digest.bytes, level: 1, method: evidence.name,
                    transcript: evidence.spokenPhrase.map(hash), audio: evidence.isSpoken ? sound : nil, opened: opened)
            )
        case .declined(.timeout), .declined(.callEnded):
            await write(.gateExpired(gate: gate, digest: digest.bytes, opened: opened))
        case .declined(let reason):
            await write(
                .gateDeclined(gate: gate, digest: digest.bytes, reason: reason.rawValue, audio: sound, opened: opened))
        }
    }

    private func hash(_ text: String) -> [UInt8] { SHA256.hash(Array(text.utf8)) }
}

extension GateOutcome.Evidence {
    /// Whether it rests on speech.
    var isSpoken: Bool { if case .spoken = self { true } else { false } }

    /// The words that were heard.
    var spokenPhrase: String? {
        if case .spoken(let phrase, _) = self { phrase.joined(separator: " ") } else { nil }
    }
}
