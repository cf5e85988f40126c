import Models
import Primitives
import Sessions
import Testing

@Suite("A conversation: turns and interruptions")
struct ConversationTurnTests {
    @Test("the agent greets, is heard, and the answer ends")
    func greeting() {
        var call = ScriptedCall(greeting: "Hello.")
        call.send(.began)
        #expect(call.said == ["Hello."])
        call.voiceAll(200)
        call.pass(400)
        #expect(call.responses.started.count == 1 && call.lastStatus == .completed)
        #expect(call.lines == ["agent: Hello."])
    }

    @Test("without a greeting nothing is said")
    func silence() {
        var call = ScriptedCall()
        call.send(.began)
        #expect(call.actions.isEmpty)
    }

    @Test("a turn: speech, its end, its words, the model, sound, the end of the answer")
    func turn() {
        var call = ScriptedCall()
        call.say("what time is it")
        #expect(call.requests.last?.conversation.count == 1)
        call.model(.text("It is noon. "), .finished(.stop, .init()))
        #expect(call.said == ["It is noon."])
        #expect(call.lastStatus == nil, "the answer is not over before its sound")
        call.voiceAll()
        call.pass(1200)
        #expect(call.lastStatus == .completed)
        #expect(call.lines == ["caller: what time is it", "agent: It is noon."])
    }

    @Test("an utterance begins before its onset and is committed at its end")
    func utterance() {
        var call = ScriptedCall()
        call.pass(1000)
        call.pass(60, speaking: true)
        #expect(call.told == [.speechStarted(item: "item_1", at: .milliseconds(700))])
        call.pass(340, speaking: true)
        call.pass(600)
        #expect(
            call.told == [
                .speechStopped(item: "item_1", at: .milliseconds(1400)), .committed(item: "item_1", previous: nil),
            ])
        call.send(.transcribed(utterance: 1, ScriptedCall.transcript("hello there")))
        #expect(call.told.contains(.callerWords(item: "item_1", text: "hello there")))
    }

    @Test("words that look unfinished wait longer")
    func endpointing() {
        var call = ScriptedCall()
        call.pass(400, speaking: true)
        call.pass(260)
        call.send(.partialWords(utterance: 1, ["book", "it", "for"]))
        call.pass(1000)
        #expect(call.finished.isEmpty)
        call.pass(200)
        #expect(call.finished == [1])
    }

    @Test("speech over an answer cuts what the agent said to what was heard, and stops model and voice")
    func bargeIn() {
        var call = ScriptedCall()
        call.say("tell me everything")
        call.model(.text("One two three four. And there is more. "))
        call.voiceAll(1000)
        call.pass(400)
        call.pass(100, speaking: true)
        #expect(call.latest.contains { if case .stopModel = $0 { true } else { false } })
        #expect(call.latest.contains { if case .stopSynthesis = $0 { true } else { false } })
        #expect(call.lastStatus == .interrupted)
        #expect(call.lines == ["caller: tell me everything", "agent: One"])
        call.model(.text("This comes too late. "))
        call.pass(2000)
        #expect(call.said.count == 2)
    }

    @Test("an answer of which nothing was heard is forgotten")
    func nothingHeard() {
        var call = ScriptedCall()
        call.say("hello")
        call.model(.text("Good morning to you. "))
        call.pass(100, speaking: true)
        #expect(call.lines == ["caller: hello"])
    }

    @Test("a cough stops the answer, and what was left unsaid is said after all")
    func cough() {
        var call = ScriptedCall()
        call.say("tell me")
        call.model(.text("One two three four. Five six. "), .finished(.stop, .init()))
        call.voiceAll()
        call.pass(1200)
        call.pass(100, speaking: true)
        call.pass(600)
        call.transcribe("")
        #expect(call.said == ["One two three four.", "Five six.", "Five six."])
        #expect(call.requests.count == 1)
    }

    @Test("a cough while the model thinks does not lose the answer")
    func coughWhileThinking() {
        var call = ScriptedCall()
        call.say("tell me")
        call.pass(100, speaking: true)
        #expect(call.lastStatus == .interrupted)
        call.pass(600)
        call.transcribe("")
        #expect(call.requests.count == 2)
        call.model(.text("Here it is. "), .finished(.stop, .init()))
        #expect(call.said == ["Here it is."])
    }

    @Test("a cough while a tool runs does not lose its result")
    func coughWhileToolRuns() {
        var call = ScriptedCall()
        call.say("look it up")
        call.propose("find")
        call.rule(.allowed)
        call.pass(100, speaking: true)
        call.pass(600)
        call.transcribe("")
        #expect(call.requests.count == 1)
        call.toolEnds()
        #expect(call.requests.count == 2)
        #expect(call.lines.last == #"result: find {"done":true}"#)
    }

    @Test("an utterance that was thrown away is no interruption either")
    func cleared() {
        var call = ScriptedCall()
        call.say("tell me")
        call.pass(100, speaking: true)
        call.send(.turnCleared)
        #expect(call.requests.count == 2)
    }

    @Test("words that could not be had are asked for again")
    func failedTranscription() {
        var call = ScriptedCall()
        call.pass(400, speaking: true)
        call.pass(600)
        call.send(.transcriptionFailed(utterance: 1, .timedOut))
        #expect(call.said == ["I'm sorry, I could not hear that. Please say it again."])
        call.send(.transcribed(utterance: 1, ScriptedCall.transcript("too late")))
        #expect(call.requests.isEmpty)
    }

    @Test("the client's stop ends the answer and nothing is said after all")
    func cancelled() {
        var call = ScriptedCall()
        call.say("tell me")
        call.model(.text("One two three four. "))
        call.voiceAll()
        call.pass(200)
        call.send(.cancelled)
        #expect(call.lastStatus == .cancelled)
        call.pass(100, speaking: true)
        call.pass(600)
        call.transcribe("")
        #expect(call.said.count == 1 && call.requests.count == 1)
    }

    @Test("a model that fails is apologised for")
    func modelFails() {
        var call = ScriptedCall()
        call.say("tell me")
        call.send(.modelFailed(generation: call.generation, .timedOut))
        #expect(call.said == ["I'm sorry, I have trouble answering right now. Please try again."])
        call.voiceAll(100)
        call.pass(300)
        #expect(call.lastStatus == .completed)
    }

    @Test("a sentence that cannot be spoken is shown, and the answer goes on")
    func synthesisFails() {
        var call = ScriptedCall()
        call.say("tell me")
        call.model(.text("One. Two. "), .finished(.stop, .init()))
        call.send(.soundEnded(sentence: 1, .timedOut))
        call.voice(2, 100)
        call.pass(400)
        let words = call.allTold.compactMap { if case .words(_, _, _, let text, _) = $0 { text } else { nil } }
        #expect(words == ["One.", "Two."])
        #expect(call.lastStatus == .completed)
    }
}

@Suite("A conversation: what the client asks for")
struct ConversationClientTests {
    @Test("typed words wait for the client to want an answer")
    func typed() {
        var call = ScriptedCall(speaks: false)
        call.send(.typed("hello", item: "mine"))
        #expect(call.requests.isEmpty)
        call.send(.answerWanted)
        #expect(call.requests.count == 1)
        call.model(.text("Good morning. "), .finished(.stop, .init()))
        #expect(call.told.isEmpty || call.lastStatus == .completed)
        #expect(call.lines == ["caller: hello", "agent: Good morning."])
        #expect(call.sentences.isEmpty)
    }

    @Test("an answer that is wanted before the words are known is given when they are")
    func pushToTalk() {
        var call = ScriptedCall { $0.answersTurns = false }
        call.pass(400, speaking: true)
        call.send(.turnCommitted)
        call.send(.answerWanted)
        #expect(call.requests.isEmpty, "the model would not know what the caller said")
        call.transcribe("book me")
        #expect(call.requests.last?.conversation.count == 1)
        call.model(.finished(.stop, .init()))
        call.pass(400, speaking: true)
        call.pass(600)
        call.transcribe("something else")
        #expect(call.requests.count == 1)
    }

    @Test("a second answer at the same time is refused")
    func twice() {
        var call = ScriptedCall(speaks: false)
        call.send(.answerWanted)
        call.send(.answerWanted)
        #expect(call.told == [.refused("an answer is being given already")])
    }

    @Test("truncation cuts the item to what the client played")
    func truncation() {
        var call = ScriptedCall()
        call.say("tell me")
        call.model(.text("One two three four. "), .finished(.stop, .init()))
        call.voiceAll()
        call.pass(600)
        let item = call.spokenItems[0]
        call.send(.played(item: item, .milliseconds(500), truncates: true))
        #expect(call.lines.last == "agent: One two")
        #expect(call.told.last == .truncated(item: item, at: .milliseconds(500)))
        #expect(call.lastStatus == .interrupted)
    }

    @Test("truncation of an item of which nothing was heard yet is taken, at every moment", arguments: 0...20)
    func truncationAtTheStart(_ frames: Int) {
        var call = ScriptedCall(greeting: "Hello.")
        call.send(.began)
        call.voiceAll(300)
        call.pass(frames * 20)
        let item = call.spokenItems[0]
        call.send(.played(item: item, .zero, truncates: true))
        #expect(call.told.last == .truncated(item: item, at: .zero))
        #expect(call.lines.isEmpty)
    }

    @Test("a truncation beyond the sound, of another item or of a tool's result is refused and changes nothing")
    func badTruncation() {
        var call = ScriptedCall()
        call.say("look it up")
        call.propose("find")
        call.rule(.allowed)
        call.toolEnds()
        let before = call.lines
        for entry in call.conversation.entries {
            call.send(.played(item: entry.id, .zero, truncates: true))
            #expect(call.told == [.refused("audio_end_ms lies beyond the audio of the item")])
        }
        call.model(.text("One two. "))
        call.voiceAll()
        call.pass(200)
        call.send(.played(item: call.spokenItems[0], .seconds(3), truncates: true))
        #expect(call.told == [.refused("audio_end_ms lies beyond the audio of the item")])
        #expect(call.lines == before + ["agent: One two."])
    }

    @Test("an item that was truncated late does not stop what is said now")
    func lateTruncation() {
        var call = ScriptedCall()
        call.say("tell me")
        call.model(.text("One two three four. "), .finished(.stop, .init()))
        call.voiceAll()
        call.pass(500)
        call.pass(100, speaking: true)
        call.pass(600)
        call.transcribe("")
        call.voiceAll()
        call.pass(100)
        call.send(.played(item: call.spokenItems[0], .milliseconds(300), truncates: true))
        #expect(call.conversation.isSpeaking)
    }

    @Test("an item that a client named like one of ours is not mistaken for it")
    func names() {
        var call = ScriptedCall(speaks: false)
        for number in 1...9 { call.send(.typed("words", item: "item_\(number)")) }
        call.send(.answerWanted)
        call.model(.text("An answer. "), .finished(.stop, .init()))
        #expect(Set(call.conversation.entries.map(\.id)).count == 10)
        #expect(call.lines.filter { $0 == "caller: words" }.count == 9)
    }

    @Test("nothing happens after the end")
    func ended() {
        var call = ScriptedCall()
        call.say("tell me")
        call.model(.text("One two. "))
        call.voiceAll()
        call.send(.ended(.callEnded))
        #expect(call.responses.started == call.responses.ended)
        #expect(call.latest.contains { if case .stopModel = $0 { true } else { false } })
        call.pass(2000, speaking: true)
        #expect(call.latest.isEmpty)
        call.send(.answerWanted)
        #expect(call.latest.isEmpty)
    }
}
