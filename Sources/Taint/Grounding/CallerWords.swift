/// What the caller said or typed in this session: the evidence that arguments are held against. Holds nothing that came
/// from anywhere else. Bounded: the oldest utterances are forgotten, and with them what they could have grounded.
package struct CallerWords: Sendable {
    /// The most utterances that are kept.
    package static let utteranceLimit = 200
    /// The most words of one utterance that are kept.
    package static let wordLimit = 400

    /// The words of each utterance, oldest first.
    package private(set) var utterances: [[String]] = []

    /// The words of those utterances.
    package init(_ texts: [String] = []) { for text in texts { add(text) } }

    /// Adds an utterance of the caller.
    package mutating func add(_ text: String) {
        let words = SpokenWord.texts(text, limit: Self.wordLimit)
        guard !words.isEmpty else { return }
        utterances.append(words)
        if utterances.count > Self.utteranceLimit { utterances.removeFirst() }
    }
}

/// Words before a reading that reject it: `not tuesday`, `instead of ten thirty`, `anything but a haircut`.
func isRejected(_ words: [String], at start: Int) -> Bool {
    var index = start - 1
    while index >= 0, ["on", "at", "a", "an", "the", "for", "by", "in"].contains(words[index]) { index -= 1 }
    switch word(words, index) {
    case "not", "never", "except", "dont": return true
    case "of": return word(words, index - 1) == "instead"
    case "than": return ["rather", "other"].contains(word(words, index - 1))
    case "but": return ["anything", "any"].contains(word(words, index - 1))
    default: return false
    }
}
