import Approval
import Models
import Primitives
import Testing

@Suite("A confirmation gate")
struct ConfirmationGateTests {
    @Test("says what will happen, how to stop, and a fresh challenge")
    func opens() throws {
        let script = try GateScript()
        #expect(
            script.latest == [
                .say(["I am about to refund nine dollars.", "To stop, say: no.", script.gate.challenge.prompt])
            ])
        #expect(script.gate.challenge.prompt.hasPrefix("To go ahead, say: confirm, "))
        #expect(!script.gate.isListening)
    }

    @Test("waits a bounded time once the prompt was played")
    func waits() throws {
        var script = try GateScript()
        script.play()
        #expect(script.latest == [.wait(.seconds(12), attempt: 1)])
        #expect(script.gate.isListening)
    }

    @Test("the right answer after the prompt confirms, for the digest of the gate, once")
    func confirms() throws {
        var script = try GateScript()
        script.play()
        script.answer(.confirmed)
        #expect(script.gate.outcome == .confirmed(.spoken(script.gate.challenge.phrase, nil)))
        #expect(script.takeDigest() == script.gate.digest)
        #expect(script.takeDigest() == nil)
    }

    @Test("an answer before the prompt was played confirms nothing")
    func beforeThePrompt() throws {
        var script = try GateScript()
        script.answer(.confirmed)
        #expect(script.gate.outcome == nil && script.latest.isEmpty)
        script.send(.answered(.confirmed, attempt: 0, began: script.now, evidence: nil))
        #expect(script.gate.outcome == nil)
    }

    @Test("an answer that began before the end of the prompt confirms nothing, though it ended after it")
    func beganTooEarly() throws {
        var script = try GateScript()
        script.pass(1000)
        let began = script.now
        script.pass(1)
        script.send(.readBackPlayed)
        script.pass(1500)
        script.send(.answered(.confirmed, attempt: 1, began: began, evidence: nil))
        #expect(script.gate.outcome == nil)
        #expect(script.takeDigest() == nil)
    }

    @Test("a no counts at any time", arguments: [0, 1, 2, 7])
    func no(_ attempt: Int) throws {
        var early = try GateScript()
        early.answer(.declined, attempt: attempt)
        #expect(early.latest == [.closed(.declined(.refused))])
        var late = try GateScript()
        late.play()
        late.answer(.unclear(.otherWords))
        late.answer(.declined, attempt: attempt)
        #expect(late.gate.outcome == .declined(.refused))
        #expect(late.takeDigest() == nil)
    }

    @Test("an unclear answer is asked again once, with a challenge of wholly other words", arguments: 1...100)
    func askedAgain(_ seed: UInt64) throws {
        var script = try GateScript(seed: seed)
        let first = script.gate.challenge
        script.play()
        script.answer(.unclear(.notCorroborated))
        #expect(script.gate.attempt == 2 && !script.gate.isListening)
        #expect(Set(first.words).isDisjoint(with: script.gate.challenge.words))
        #expect(
            script.latest == [
                .say(["Sorry, I did not get that.", "To stop, say: no.", script.gate.challenge.prompt])
            ])
        script.play()
        script.answer(.unclear(.nothingHeard))
        #expect(script.gate.outcome == .declined(.unclear))
    }

    @Test("the second answer may be the right one")
    func secondAttempt() throws {
        var script = try GateScript()
        script.play()
        script.answer(.unclear(.otherWords))
        script.play()
        script.answer(.confirmed)
        #expect(script.takeDigest() == script.gate.digest)
    }

    @Test("an answer to the first challenge never confirms the second, nor does one between the two")
    func oldChallenge() throws {
        var script = try GateScript()
        script.play()
        let old = script.gate.challenge
        let began = script.now
        script.answer(.unclear(.otherWords))
        script.send(.answered(.confirmed, attempt: 1, began: began, evidence: nil))
        script.answer(.confirmed)
        #expect(script.gate.outcome == nil, "the second prompt was not played yet")
        script.play()
        script.send(.answered(.confirmed, attempt: 1, began: script.now, evidence: nil))
        #expect(script.gate.outcome == nil)
        script.send(.typed(old.phrase.joined(separator: " ")))
        #expect(script.gate.outcome == .declined(.unclear))
    }

    @Test("silence declines; the clock of an earlier attempt does not")
    func timeout() throws {
        var script = try GateScript()
        script.play()
        script.send(.expired(attempt: 1))
        #expect(script.gate.outcome == .declined(.timeout))
        var second = try GateScript()
        second.play()
        second.answer(.unclear(.otherWords))
        second.send(.expired(attempt: 1))
        #expect(second.gate.outcome == nil)
        second.send(.expired(attempt: 2))
        #expect(second.gate.outcome == .declined(.timeout))
    }

    @Test(
        "what ends it from outside declines",
        arguments: [GateOutcome.Reason.callEnded, .frozen, .overtaken, .unspoken, .refused])
    func abandoned(_ reason: GateOutcome.Reason) throws {
        var script = try GateScript()
        script.play()
        script.send(.abandoned(reason))
        #expect(script.latest == [.closed(.declined(reason))])
        #expect(script.takeDigest() == nil)
    }

    @Test("after its end nothing happens any more")
    func closed() throws {
        var script = try GateScript()
        script.play()
        script.send(.expired(attempt: 1))
        for event: ConfirmationGate.Event in [
            .readBackPlayed, .typed(script.gate.challenge.code), .expired(attempt: 1), .abandoned(.refused),
            .answered(.confirmed, attempt: 1, began: script.now, evidence: nil),
        ] {
            script.send(event)
            #expect(script.latest.isEmpty)
        }
        #expect(script.gate.outcome == .declined(.timeout))
        #expect(script.takeDigest() == nil)
    }
}

@Suite("A confirmation gate: typed answers")
struct TypedAnswerTests {
    @Test("the phrase or the code confirms, but only after the prompt was played")
    func typed() throws {
        for usesCode in [true, false] {
            var script = try GateScript()
            let phrase = script.gate.challenge.phrase
            let answer =
                usesCode
                ? script.gate.challenge.code : "  Confirm: \(phrase.dropFirst().joined(separator: ", ").uppercased())! "
            script.send(.typed(answer))
            #expect(script.gate.outcome == nil && script.gate.attempt == 1)
            script.play()
            script.send(.typed(answer))
            #expect(script.gate.outcome == .confirmed(.typed))
            #expect(script.takeDigest() == script.gate.digest)
        }
    }

    @Test(
        "a refusal counts at any time, in any sentence",
        arguments: ["no", "NO!", "Stop it", "please don't", "don\u{2019}t", "wait a moment", "that is wrong"])
    func refusal(_ text: String) throws {
        for isPlayed in [true, false] {
            var script = try GateScript()
            if isPlayed { script.play() }
            script.send(.typed(text))
            #expect(script.gate.outcome == .declined(.refused))
        }
    }

    @Test("anything else is unclear: asked again once, then declined", arguments: ["yes", "ok", "", "confirm", "1"])
    func unclear(_ text: String) throws {
        var script = try GateScript()
        script.play()
        script.send(.typed(text))
        #expect(script.gate.outcome == nil && script.gate.attempt == 2)
        script.send(.typed(script.gate.challenge.code))
        #expect(script.gate.outcome == nil, "the second prompt was not played yet")
        script.play()
        script.send(.typed(text))
        #expect(script.gate.outcome == .declined(.unclear))
    }

    @Test("the phrase among other words, in part or in another order is not the phrase")
    func almost() throws {
        for change: @Sendable (Challenge) -> String in [
            { $0.words.joined(separator: " ") }, { "please " + $0.phrase.joined(separator: " ") },
            { $0.phrase.reversed().joined(separator: " ") }, { $0.phrase.joined() }, { $0.code + $0.code },
            { String($0.code.dropLast()) }, { $0.code + " " + $0.phrase.joined(separator: " ") },
        ] {
            var script = try GateScript()
            script.play()
            script.send(.typed(change(script.gate.challenge)))
            #expect(script.gate.outcome == nil && script.gate.attempt == 2)
        }
    }
}

@Suite("Challenges")
struct ChallengeTests {
    @Test("guessing has odds under one in a thousand by voice and one in ten thousand by keypad")
    func odds() {
        let (words, length) = (ChallengeVocabulary.words.count, ChallengeVocabulary.length)
        #expect((0..<length).reduce(1) { $0 * (words - $1) } > 1000)
        var random = SeededGenerator(seed: 8)
        let drawn = (0..<20_000).map { _ in Challenge(from: &random) }
        #expect(drawn.allSatisfy { $0.words.count == length && Set($0.words).count == length })
        #expect(drawn.allSatisfy { $0.code.utf8.count == 4 && $0.code.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        #expect(Set(drawn.map(\.code)).count > 8000)
        for place in 0..<length {
            let counts = Dictionary(grouping: drawn) { $0.words[place] }.mapValues(\.count)
            let fair = Double(drawn.count) / Double(words)
            #expect(counts.count == words)
            #expect(counts.values.allSatisfy { abs(Double($0) - fair) < 6 * fair.squareRoot() }, "no favourites")
        }
    }

    @Test("no word of the vocabulary refuses, and the words are different")
    func vocabulary() {
        let words = ChallengeVocabulary.words + ChallengeVocabulary.lead
        #expect(Set(words).count == words.count)
        #expect(ChallengeVocabulary.refusals.isDisjoint(with: words))
        #expect(words.allSatisfy { $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } })
    }
}
