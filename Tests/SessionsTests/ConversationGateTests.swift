import Approval
import Models
import Primitives
import Sessions
import Testing

@Suite("A conversation: confirmations")
struct ConversationGateTests {
    /// The caller says something into the gate, which is judged so.
    private func answer(_ call: inout ScriptedCall, _ judgement: ConfirmationJudgement) {
        call.pass(600, speaking: true)
        call.pass(600)
        call.send(.judged(utterance: call.judged.last ?? 0, judgement, nil))
    }

    @Test("the prompt is read out whole and asks for a challenge; the right answer runs the call once")
    func confirmed() {
        var call = ScriptedCall()
        call.openGate()
        #expect(call.said.suffix(3) == [ScriptedCall.readBack, "To stop, say: no.", call.challenges[0].prompt])
        answer(&call, .confirmed)
        #expect(call.outcomes == ["confirmed"])
        #expect(call.runs.count == 1)
        call.toolEnds()
        #expect(call.requests.count == 2)
    }

    @Test("the confirmation is for the digest of the gate, is handed out once, and only for that call")
    func taken() {
        var call = ScriptedCall()
        call.openGate(played: false)
        let id = call.ruled[0].id
        #expect(call.takeDigest(for: id) == nil, "the gate is still open")
        call.voiceAll()
        call.pass(3400)
        call.send(.typedAnswer(call.challenges[0].code))
        #expect(call.takeDigest(for: CallID("other") ?? id) == nil)
        #expect(call.takeDigest(for: id) == ScriptedCall.digest)
        #expect(call.takeDigest(for: id) == nil)
    }

    @Test("an answer that began while the prompt was played confirms nothing, however it is judged")
    func tooEarly() {
        var call = ScriptedCall()
        call.openGate(played: false)
        call.voiceAll()
        call.pass(2200)
        answer(&call, .confirmed)
        #expect(call.outcomes.isEmpty && call.runs.isEmpty)
    }

    @Test(
        "speech that began just before the prompt was over is too early, though it was noticed after",
        arguments: [20, 40, 60])
    func justTooEarly(_ milliseconds: Int) {
        var call = ScriptedCall()
        call.openGate(played: false)
        call.voiceAll()
        // The prompt of three seconds is played out after 3,000 ms.
        call.pass(3000 - milliseconds)
        call.pass(400, speaking: true)
        call.pass(600)
        call.send(.judged(utterance: call.judged.last ?? 0, .confirmed, nil))
        #expect(call.runs.isEmpty)
    }

    @Test("a no counts at any time and stops the prompt")
    func no() {
        var call = ScriptedCall()
        call.openGate(played: false)
        call.voiceAll()
        call.pass(200)
        answer(&call, .declined)
        #expect(call.outcomes == ["refused"])
        #expect(call.runs.isEmpty)
        #expect(!call.conversation.isSpeaking)
        #expect(call.requests.count == 2)
        #expect(call.lines.last == #"result: refund {"status":"declined","reason":"The caller said no."}"#)
    }

    @Test("an unclear answer is asked again with other words, a second one declines")
    func unclear() {
        var call = ScriptedCall()
        call.openGate()
        answer(&call, .unclear(.otherWords))
        #expect(call.challenges.count == 2)
        #expect(Set(call.challenges[0].words).isDisjoint(with: call.challenges[1].words))
        call.voiceAll()
        call.pass(3400)
        answer(&call, .unclear(.otherWords))
        #expect(call.outcomes == ["unclear"] && call.runs.isEmpty)
    }

    @Test("the answer to the first challenge does not confirm the second")
    func oldAnswer() {
        var call = ScriptedCall()
        call.openGate()
        call.pass(600, speaking: true)
        call.pass(600)
        let first = call.judged[0]
        call.send(.typed("hm", item: "x"))
        #expect(call.challenges.count == 2)
        call.send(.judged(utterance: first, .confirmed, nil))
        #expect(call.outcomes.isEmpty && call.runs.isEmpty)
        call.voiceAll()
        call.pass(3400)
        call.send(.typedAnswer(call.challenges[0].code))
        #expect(call.outcomes == ["unclear"] && call.runs.isEmpty)
    }

    @Test("silence declines after the time for an answer, and a prompt that never ends after a longer time")
    func timeout() {
        var call = ScriptedCall()
        call.openGate()
        call.pass(11_000)
        #expect(call.outcomes.isEmpty)
        call.pass(1000)
        #expect(call.outcomes == ["timeout"])
        var stuck = ScriptedCall()
        stuck.openGate(played: false)
        stuck.pass(Int(ConversationLimits.gateTime.milliseconds) - 200)
        #expect(stuck.outcomes.isEmpty)
        stuck.pass(400)
        #expect(stuck.outcomes == ["timeout"])
    }

    @Test("a prompt of which a sentence could not be spoken opens no window", arguments: [0, 1, 2])
    func unspoken(_ failing: Int) {
        var call = ScriptedCall()
        call.openGate(played: false)
        for (place, sentence) in call.sentences.suffix(3).enumerated() {
            if place == failing { call.send(.soundEnded(sentence: sentence, .timedOut)) } else { call.voice(sentence) }
        }
        call.pass(3400)
        #expect(call.outcomes == ["unspoken"])
        call.send(.typedAnswer(call.challenges[0].code))
        #expect(call.runs.isEmpty)
    }

    @Test("a prompt for which no sound came is not heard either")
    func silent() {
        var call = ScriptedCall()
        call.openGate(played: false)
        call.send(.soundEnded(sentence: call.sentences.suffix(3).first ?? 0, nil))
        #expect(call.outcomes == ["unspoken"])
    }

    @Test("a model that talks until its bound cannot talk the prompt away")
    func talkedAway() {
        var call = ScriptedCall()
        call.say("please refund me")
        for number in 0..<100 { call.model(.text("This is number \(number). ")) }
        call.propose("refund")
        call.rule(.needsConfirmation(digest: ScriptedCall.digest, readBack: ScriptedCall.readBack))
        #expect(call.said.suffix(3).first == ScriptedCall.readBack)
        for sentence in call.sentences { call.voice(sentence, 100) }
        call.pass(6000)
        #expect(!call.actions.contains { if case .timer(.promptPlayed, _) = $0 { true } else { false } })
        call.pass(400)
        #expect(call.actions.contains { if case .timer(.promptPlayed, _) = $0 { true } else { false } })
    }

    @Test("the prompt is in no entry and in no request, before and after")
    func neverTold() {
        var call = ScriptedCall()
        call.openGate()
        answer(&call, .unclear(.otherWords))
        call.voiceAll()
        call.pass(3400)
        call.send(.typedAnswer("no"))
        call.model(.text("As you wish. "), .finished(.stop, .init()))
        let words =
            ["I am about to", "To go ahead", "To stop, say", "did not get that"] + call.challenges.flatMap(\.words)
        for request in call.requests {
            let text = request.conversation.map { "\($0)" }.joined()
            for word in words { #expect(!text.contains(word)) }
        }
        #expect(!call.lines.contains { line in words.contains { line.contains($0) } })
    }

    @Test("nobody is asked anything while a gate is open")
    func floor() {
        var call = ScriptedCall()
        call.openGate()
        call.model(.text("Hello? "), .toolCall(id: "x", name: "other", arguments: []), .finished(.stop, .init()))
        call.send(.answerWanted)
        #expect(call.told == [.refused("a confirmation is open")])
        call.pass(400, speaking: true)
        call.pass(600)
        #expect(call.requests.count == 1 && call.ruled.count == 1)
        #expect(call.finished.count == 1, "speech at a gate is judged, not transcribed")
    }

    @Test("the client's stop at a gate is a no")
    func cancelled() {
        var call = ScriptedCall()
        call.openGate()
        call.send(.cancelled)
        #expect(call.outcomes == ["refused"])
    }

    @Test("words from before the gate that become known while it is open close it")
    func overtaken() {
        var call = ScriptedCall { $0.turns.interrupts = false }
        call.say("please refund me")
        call.propose("refund")
        call.pass(400, speaking: true)
        call.pass(600)
        call.rule(.needsConfirmation(digest: ScriptedCall.digest, readBack: ScriptedCall.readBack))
        call.transcribe("no wait make it five dollars")
        #expect(call.outcomes == ["overtaken"])
        #expect(call.requests.count == 2 && call.runs.isEmpty)
    }

    @Test("the end of the call at a gate declines, runs nothing and asks nobody")
    func ended() {
        var call = ScriptedCall()
        call.say("please refund me")
        call.propose("refund", "other")
        call.rule(.needsConfirmation(digest: ScriptedCall.digest, readBack: ScriptedCall.readBack))
        call.send(.ended(.callEnded))
        #expect(call.outcomes == ["call-ended"])
        #expect(call.ruled.count == 1 && call.requests.count == 1 && call.runs.isEmpty)
        #expect(call.responses.started == call.responses.ended)
    }

    @Test("in text a gate is typed, and the same prompt is written")
    func text() {
        var call = ScriptedCall(speaks: false)
        call.send(.answerWanted)
        call.propose("refund")
        call.rule(.needsConfirmation(digest: ScriptedCall.digest, readBack: ScriptedCall.readBack))
        call.send(.typedAnswer(call.challenges[0].code))
        #expect(call.outcomes.isEmpty, "not before the prompt was there to read")
        call.pass(200)
        call.send(.typed(call.challenges[0].phrase.joined(separator: " "), item: "x"))
        #expect(call.outcomes == ["confirmed"])
        #expect(!call.lines.contains { $0.contains("confirm") })
    }
}
