/// The words of spoken challenges, chosen by measurement (`Docs/spoken-confirmation.md`, `Scripts/measure-challenge`).
package enum ChallengeVocabulary {
    /// What every answer begins with. It carries no secret; it makes an accidental answer unlikely.
    package static let lead = ["confirm"]
    /// How many words of `words` a challenge holds, all different: 12 x 11 x 10 = 1,320 challenges. Three words out of
    /// the few that every caller's every utterance got through were heard better than two out of three times as many.
    package static let length = 3
    /// The words to choose from.
    package static let words: [String] = [
        "chicago", "festival", "holiday", "market", "mexico", "modern", "music", "national", "officer", "popular",
        "problem", "washington",
    ]

    /// Words that refuse, whoever hears them.
    package static let refusals: Set<String> = [
        "no", "nope", "not", "don't", "never", "stop", "cancel", "wait", "wrong",
    ]

    /// What the open recogniser may write for a word of a challenge: the word itself or a homophone of it.
    package static func sounds(_ heard: String, like word: String) -> Bool {
        heard.utf8.elementsEqual(word.utf8) || homophones[word, default: []].contains(heard)
    }

    private static let homophones: [String: Set<String>] = [:]

    /// A fresh challenge: `length` different words, all orders equally likely.
    package static func challenge(using generator: inout some RandomNumberGenerator) -> [String] {
        [String](words.shuffled(using: &generator).prefix(length))
    }
}
