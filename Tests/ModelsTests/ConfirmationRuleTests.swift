import Audio
import Models
import Primitives
import Testing

struct ConfirmationRuleTests {
    private let challenge = ["music", "market"]

    private func judge(
        _ constrained: String, _ open: String, alternatives: [String] = [], seconds: Double = 2
    ) -> ConfirmationJudgement {
        let evidence = ConfirmationEvidence(
            constrained: transcript(constrained), open: transcript(open, alternatives), speech: .seconds(seconds))
        return ConfirmationRule.judge(evidence, challenge: challenge)
    }

    private func transcript(_ text: String, _ alternatives: [String] = []) -> Transcript {
        Transcript(
            words: text.split(separator: " ").map { Transcript.Word(String($0)) }, alternatives: alternatives,
            recogniser: "test")
    }

    @Test("both hear the challenge: confirmed")
    func confirmed() { #expect(judge("confirm music market", "confirm music market") == .confirmed) }

    @Test("the lead word may be misheard by the open recogniser, the challenge may be among its alternatives")
    func tolerance() {
        #expect(judge("confirm music market", "confirmed music market") == .confirmed)
        #expect(judge("confirm music market", "can from music market") == .confirmed)
        #expect(judge("confirm music market", "music market") == .confirmed)
        #expect(
            judge("confirm music market", "musique mark it", alternatives: ["a", "confirm music market"]) == .confirmed)
    }

    @Test(
        "one recogniser alone confirms nothing",
        arguments: [
            "confirm castle friday", "confirm market music", "confirm music", "market", "music market now", "yes",
        ])
    func oneAlone(_ other: String) {
        #expect(judge("confirm music market", other) == .unclear(.notCorroborated))
        #expect(judge(other, "confirm music market") == .unclear(.otherWords))
    }

    @Test("the grammar must have heard the lead word and nothing but the challenge")
    func exact() {
        #expect(judge("music market", "confirm music market") == .unclear(.otherWords))
        #expect(judge("confirm music market today", "confirm music market") == .unclear(.otherWords))
    }

    @Test(
        "a refusal counts, whoever hears it, even among the right words",
        arguments: ChallengeVocabulary.refusals.sorted())
    func refusals(_ word: String) {
        #expect(judge("\(word) confirm music market", "confirm music market") == .declined)
        #expect(judge("confirm music market", "confirm \(word) music market") == .unclear(.notCorroborated))
        #expect(judge(word, "") == .declined)
    }

    @Test("nothing heard is unclear, also when the challenge is empty")
    func nothing() {
        #expect(judge("", "") == .unclear(.nothingHeard))
        #expect(judge("confirm music market", "") == .unclear(.nothingHeard))
        let evidence = ConfirmationEvidence(
            constrained: transcript("confirm"), open: transcript("confirm"), speech: .zero)
        #expect(ConfirmationRule.judge(evidence, challenge: []) == .unclear(.nothingHeard))
    }

    @Test("the challenge inside a sentence is no answer")
    func inside() {
        #expect(
            judge("confirm music market", "she said that i should confirm music market") == .unclear(.notCorroborated))
        #expect(judge("confirm music market", "confirm music market", seconds: 6) == .unclear(.moreThanTheChallenge))
    }

    @Test("words are compared byte by byte")
    func bytes() { #expect(judge("confirm music market", "confirm music m\u{0430}rket") == .unclear(.notCorroborated)) }
}

struct ChallengeVocabularyTests {
    @Test("guessing has odds under one in a thousand")
    func odds() {
        let count = ChallengeVocabulary.words.count
        let challenges = (0..<ChallengeVocabulary.length).map { count - $0 }.reduce(1, *)
        #expect(challenges > 1_000)
        #expect(Set(ChallengeVocabulary.words).count == count)
    }

    @Test("no challenge word is the lead word or a refusal")
    func apart() {
        let others = ChallengeVocabulary.refusals.union(ChallengeVocabulary.lead)
        #expect(others.isDisjoint(with: ChallengeVocabulary.words))
    }

    @Test("challenges hold different words, and every word comes up in every place")
    func fresh() {
        var generator = SeededGenerator(seed: 17)
        let challenges = (0..<4_000).map { _ in ChallengeVocabulary.challenge(using: &generator) }
        #expect(challenges.allSatisfy { $0.count == ChallengeVocabulary.length && Set($0).count == $0.count })
        for place in 0..<ChallengeVocabulary.length {
            #expect(Set(challenges.map { $0[place] }) == Set(ChallengeVocabulary.words))
        }
    }
}
