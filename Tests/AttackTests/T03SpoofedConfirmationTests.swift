import Approval
import Models
import Primitives
import Testing

/// ThreatModel/T03-spoofed-confirmation.md: something that is no answer is taken for one.
@Suite("T03 spoofed or replayed spoken confirmation")
struct T03SpoofedConfirmationTests {
    let digest: CallDigest

    init() throws { digest = try callDigest() }

    private func judge(_ constrained: [String], _ open: [String], _ challenge: Challenge) -> ConfirmationJudgement {
        ConfirmationRule.judge(heard(constrained, open), challenge: challenge.words)
    }

    @Test("one recogniser alone never confirms")
    func oneRecogniser() {
        let challenge = OpenedGate(digest: digest).challenge
        let other = ["what", "is", "my", "balance"]
        #expect(judge(challenge.phrase, challenge.phrase, challenge) == .confirmed)
        #expect(judge(challenge.phrase, other, challenge) != .confirmed)
        #expect(judge(other, challenge.phrase, challenge) != .confirmed)
        #expect(judge(challenge.phrase, [], challenge) != .confirmed)
        #expect(judge([], challenge.phrase, challenge) != .confirmed)
    }

    @Test("a yes, a part, another order or a longer utterance is not the challenge")
    func otherWords() {
        let challenge = OpenedGate(digest: digest).challenge
        let reversed = ChallengeVocabulary.lead + challenge.words.reversed()
        let long = ["and", "then", "she", "said", "that", "you", "should"] + challenge.phrase
        for words in [
            ["yes"], ["yes", "please"], ["okay"], ["confirm"], challenge.words, Array(challenge.phrase.dropLast()),
            reversed,
            challenge.phrase + challenge.words, long, challenge.phrase + ["and", "so", "on"],
        ] {
            #expect(judge(words, words, challenge) != .confirmed, "\(words)")
        }
        #expect(judge(challenge.phrase, long, challenge) != .confirmed)
        let hour = heard(challenge.phrase, challenge.phrase, speech: .seconds(30))
        #expect(ConfirmationRule.judge(hour, challenge: challenge.words) != .confirmed)
    }

    @Test("a no that either recogniser hears never confirms, and the grammar's declines")
    func refusal() {
        let challenge = OpenedGate(digest: digest).challenge
        #expect(judge(["no"], challenge.phrase, challenge) == .declined)
        #expect(judge(["confirm", "no"] + challenge.words, challenge.phrase, challenge) == .declined)
        #expect(judge(["something"], ["no"], challenge) == .declined)
        for word in ChallengeVocabulary.refusals {
            #expect(judge(challenge.phrase, [word] + challenge.phrase, challenge) != .confirmed, "\(word)")
        }
    }

    @Test("a recording of the last challenge does not answer this one; two unclear answers decline")
    func replay() {
        var gate = OpenedGate(digest: digest)
        let first = gate.challenge
        let isConfirmed = gate.confirms(["something", "else"])
        #expect(!isConfirmed)
        #expect(gate.challenge != first)
        #expect(!gate.challenge.words.contains(where: first.words.contains))
        gate.handle(.readBackPlayed)
        gate.handle(.answered(.confirmed, attempt: 1, began: .zero, evidence: nil))
        #expect(gate.outcome == nil, "an answer to the first attempt confirmed the second")
    }

    @Test("a confirmation is handed out once, and only by the right words")
    func once() {
        var gate = OpenedGate(digest: digest)
        let answers = [gate.confirms(gate.challenge.phrase), gate.confirms(gate.challenge.phrase)]
        #expect(answers == [true, false])
        var silent = OpenedGate(digest: digest)
        silent.handle(.expired(attempt: 1))
        #expect(silent.outcome == .declined(.timeout))
        let isConfirmed = silent.confirms(silent.challenge.phrase)
        #expect(!isConfirmed)
    }

    @Test("guessing the words has odds under one in a thousand, guessing the digits one in ten thousand")
    func odds() {
        let words = ChallengeVocabulary.words.count
        let challenges = (0..<ChallengeVocabulary.length).reduce(1) { $0 * (words - $1) }
        #expect(challenges > 1000)
        var random = SeededGenerator(seed: 3)
        let drawn = (0..<4000).map { _ in Challenge(from: &random) }
        #expect(Set(drawn.map(\.words)).count > challenges / 2)
        #expect(drawn.allSatisfy { $0.code.utf8.count == 4 && Set($0.words).count == $0.words.count })
    }

    @Test("wrong digits and words typed at a gate confirm nothing, and there are two attempts")
    func typing() {
        var gate = OpenedGate(digest: digest)
        let wrong = gate.challenge.code == "0000" ? "0001" : "0000"
        gate.handle(.typed(wrong))
        #expect(gate.outcome == nil)
        gate.handle(.typed(gate.challenge.code))
        #expect(gate.outcome == nil || gate.outcome == .declined(.unclear), "typed before the new prompt was played")
    }
}
