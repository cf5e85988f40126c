import Approval
import Guard
import Models
import Primitives
import Sessions
import Testing

@Suite("A conversation: tool calls")
struct ConversationToolTests {
    @Test("an allowed call runs, and the model is told its result")
    func allowed() {
        var call = ScriptedCall()
        call.say("look it up")
        call.propose("find")
        #expect(call.ruled.count == 1 && call.runs.isEmpty)
        call.rule(.allowed)
        #expect(call.runs.count == 1)
        call.toolEnds()
        #expect(call.lines == ["caller: look it up", "call: find", #"result: find {"done":true}"#])
        #expect(call.requests.count == 2)
    }

    @Test("a refused call does not run, and the model is told why")
    func refused() {
        var call = ScriptedCall()
        call.say("look it up")
        call.propose("find")
        call.rule(.refused(.denied, reason: "Not allowed."))
        #expect(call.runs.isEmpty)
        #expect(call.lines.last == #"result: find {"status":"denied","reason":"Not allowed."}"#)
        #expect(call.requests.count == 2)
    }

    @Test("several calls are dealt with one after the other")
    func several() {
        var call = ScriptedCall()
        call.say("look it up")
        call.propose("first", "second")
        call.rule(.allowed)
        #expect(call.ruled.map(\.name) == ["first"])
        call.toolEnds()
        #expect(call.ruled.map(\.name) == ["first", "second"])
        call.rule(.allowed)
        call.toolEnds()
        #expect(call.runs.map(\.name) == ["first", "second"])
        #expect(call.requests.count == 2)
    }

    @Test("a ruling that is told twice runs the call once")
    func ruledTwice() {
        var call = ScriptedCall()
        call.say("look it up")
        call.propose("find")
        for _ in 0..<3 { call.rule(.allowed) }
        call.rule(.needsConfirmation(digest: ScriptedCall.digest, readBack: "I am about to."))
        #expect(call.runs.count == 1 && call.challenges.isEmpty)
        call.toolEnds()
        call.toolEnds()
        call.rule(.allowed)
        #expect(call.runs.count == 1 && call.requests.count == 2)
    }

    @Test("an outcome of a call that does not run is not believed")
    func outcomeTooEarly() {
        var call = ScriptedCall()
        call.say("look it up")
        call.propose("find")
        call.send(.toolEnded(call: call.ruled[0].id, .refused("ok", reason: "Nothing.")))
        #expect(call.requests.count == 1)
    }

    @Test("a call that waits for policy is overtaken by speech and does not run", arguments: [true, false])
    func overtaken(_ isGated: Bool) {
        var call = ScriptedCall()
        call.say("look it up")
        call.propose("find")
        call.pass(100, speaking: true)
        call.rule(isGated ? .needsConfirmation(digest: ScriptedCall.digest, readBack: "I am about to.") : .allowed)
        #expect(call.runs.isEmpty && call.challenges.isEmpty)
        #expect(call.lines.last == #"result: find {"status":"overtaken","reason":"The caller spoke before it ran."}"#)
    }

    @Test("speech while one call runs keeps the next ones from running")
    func queueOvertaken() {
        var call = ScriptedCall()
        call.say("look it up")
        call.propose("first", "second")
        call.rule(.allowed)
        call.pass(400, speaking: true)
        call.toolEnds()
        call.pass(600)
        call.transcribe("stop it")
        #expect(call.ruled.map(\.name) == ["first"])
        #expect(call.requests.last?.conversation.count == 4)
    }

    @Test("words while a tool runs are answered when it has ended, with its result")
    func deferred() {
        var call = ScriptedCall()
        call.say("look it up")
        call.propose("find")
        call.rule(.allowed)
        call.say("and hurry")
        #expect(call.requests.count == 1)
        call.toolEnds()
        #expect(call.requests.count == 2)
        #expect(call.lines.map { $0.prefix(7) } == ["caller:", "call: f", "caller:", "result:"])
    }

    @Test("words that become known while a call waits overtake it, also where speech does not interrupt")
    func wordsOvertake() {
        var call = ScriptedCall { $0.turns.interrupts = false }
        call.say("look it up")
        call.propose("find")
        call.say("no do something else")
        call.rule(.allowed)
        #expect(call.runs.isEmpty)
        #expect(call.requests.count == 2)
    }

    @Test("a proposal of an answer that was interrupted is dropped")
    func interrupted() {
        var call = ScriptedCall()
        call.say("look it up")
        call.model(.text("Let me see. "), .toolCall(id: "m", name: "find", arguments: Array("{}".utf8)))
        call.pass(100, speaking: true)
        call.model(.finished(.toolCalls, .init()))
        #expect(call.ruled.isEmpty)
    }

    @Test("a slow tool is not silent, whether it was confirmed or not", arguments: [true, false])
    func filler(_ isGated: Bool) {
        var call = ScriptedCall()
        if isGated {
            call.openGate()
            call.send(.typedAnswer(call.challenges[0].code))
        } else {
            call.say("look it up")
            call.propose("find")
            call.rule(.allowed)
        }
        #expect(call.runs.count == 1)
        call.pass(1600)
        #expect(call.said.last == "One moment, please.")
        call.toolEnds()
        call.model(.text("Done. "), .finished(.stop, .init()))
        call.voiceAll(200)
        call.pass(1000)
        #expect(call.lastStatus == .completed)
    }

    @Test("a sentence that the guard stops ends the answer, drops its proposals and what else it had to say")
    func guarded() {
        var call = ScriptedCall { $0.outputRules.canaries = [Canary("zebra-7731-quilt")].compactMap(\.self) }
        call.say("tell me")
        call.model(
            .text("Fine. "), .toolCall(id: "m", name: "find", arguments: Array("{}".utf8)),
            .text("The word is zebra-7731-quilt. And this follows. And this too. "), .finished(.toolCalls, .init()))
        #expect(call.said == ["Fine.", "I'm sorry, I can't say that."])
        #expect(call.ruled.isEmpty)
        #expect(call.records.contains { if case .outputFiltered(_, true, _) = $0 { true } else { false } })
        call.voiceAll(100)
        call.pass(600)
        #expect(call.lastStatus == .completed)
    }
}

@Suite("A conversation: bounds")
struct ConversationBoundTests {
    @Test("a model that calls tools for ever is stopped after a few rounds")
    func rounds() {
        var call = ScriptedCall(speaks: false)
        call.send(.answerWanted)
        for _ in 0..<20 {
            call.propose("find")
            call.rule(.refused(.denied, reason: "No."))
        }
        #expect(call.requests.count == ConversationLimits.roundsPerTurn)
        #expect(call.bounds.contains("model rounds in a turn"))
        #expect(call.lastStatus == .completed)
    }

    @Test("one answer may propose a few calls, not more")
    func calls() {
        var call = ScriptedCall(speaks: false)
        call.send(.answerWanted)
        for number in 0..<30 { call.model(.toolCall(id: "m\(number)", name: "find", arguments: [])) }
        call.model(.finished(.toolCalls, .init()))
        for _ in 0..<30 { call.rule(.refused(.denied, reason: "No.")) }
        #expect(call.ruled.count == ConversationLimits.callsPerTurn)
        #expect(call.bounds.contains("tool calls in a turn"))
    }

    @Test("a turn opens two gates, not three")
    func gates() {
        var call = ScriptedCall(speaks: false)
        call.send(.answerWanted)
        for _ in 0..<5 {
            call.propose("refund")
            call.rule(.needsConfirmation(digest: ScriptedCall.digest, readBack: "I am about to."))
            call.send(.typedAnswer("no"))
        }
        #expect(call.outcomes.count == ConversationLimits.gatesPerTurn)
        #expect(call.bounds.contains("gates in a turn"))
    }

    @Test("an answer has a bounded number of sentences")
    func sentences() {
        var call = ScriptedCall()
        call.say("tell me")
        for number in 0..<200 { call.model(.text("This is number \(number). ")) }
        #expect(call.said.count == ConversationLimits.sentencesPerAnswer)
    }

    @Test("entries and the caller's words are bounded")
    func entries() {
        var call = ScriptedCall(speaks: false)
        for number in 0..<500 { call.send(.typed("message \(number)", item: "m\(number)")) }
        #expect(call.conversation.entries.count == ConversationLimits.entries)
        #expect(call.conversation.callerWords.count == ConversationLimits.entries)
    }
}
