import Taint

/// A tenant's list of words and phrases that the agent must not say.
package struct WordRule: Sendable {
    private let rule: String
    private let action: GuardAction
    private let phrases: [[String]]

    /// A list called `name`; a phrase is found word by word, whatever its case, punctuation and look-alike letters.
    package init(name: String, phrases: [String], action: GuardAction) {
        rule = "words.\(name)"
        self.action = action
        self.phrases = phrases.map { SpokenWord.texts(PlainText.folded($0)) }.filter { !$0.isEmpty }
    }

    func scan(_ words: [SpokenWord], texts: [String]) -> [Finding] {
        phrases.flatMap { phrase -> [Finding] in
            guard texts.count >= phrase.count else { return [] }
            return (0...texts.count - phrase.count).compactMap { start in
                let end = start + phrase.count
                guard texts[start..<end].elementsEqual(phrase) else { return nil }
                let range = words[start].range.lowerBound..<words[end - 1].range.upperBound
                return Finding(hit: GuardHit(rule, action), range: range)
            }
        }
    }
}
