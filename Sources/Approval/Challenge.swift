import Models

/// What a caller must say to confirm: fresh random words, or the same chance as digits for a keypad.
package struct Challenge: Sendable, Hashable {
    /// The words after "confirm", in order, in lower case.
    package let words: [String]
    /// Four digits for a keypad: one guess in 10,000.
    package let code: String

    /// Draws a challenge from the measured vocabulary. Different from `previous` in every word.
    package init(from random: inout some RandomNumberGenerator, avoiding previous: Challenge? = nil) {
        var fresh: [String]
        repeat { fresh = ChallengeVocabulary.challenge(using: &random) } while Self.overlaps(fresh, previous)
        words = fresh
        code = (0..<4).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
    }

    private static func overlaps(_ words: [String], _ previous: Challenge?) -> Bool {
        guard let previous else { return false }
        return words.contains(where: previous.words.contains)
    }

    /// The whole phrase: `confirm river seven`.
    package var phrase: [String] { ChallengeVocabulary.lead + words }

    /// How it is asked for: `To go ahead, say: confirm, river, seven.`
    package var prompt: String { "To go ahead, say: \(phrase.joined(separator: ", "))." }
}
