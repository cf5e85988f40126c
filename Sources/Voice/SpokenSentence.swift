/// A sentence with its place in the sound of its item, in samples.
struct SpokenSentence: Sendable {
    /// A word and where its sound ends, from the start of the sentence.
    struct Word: Sendable {
        let text: String
        let end: Int
    }

    let text: String
    let start: Int
    var count: Int
    var words: [Word]
    var isComplete: Bool

    /// The words heard when the item is played up to `end`; nothing when none is. Without word timings the share of
    /// the sentence's words that its sound suggests, rounded down.
    func text(upTo end: Int) -> String? {
        let heard = end - start
        guard heard > 0, count > 0 else { return nil }
        if heard >= count, isComplete { return text }
        guard words.isEmpty else {
            let spoken = words.prefix { $0.end <= heard }.map(\.text)
            return spoken.isEmpty ? nil : spoken.joined(separator: " ")
        }
        let all = text.split(separator: " ")
        let share = all.prefix(all.count * min(heard, count) / count)
        return share.isEmpty ? nil : share.joined(separator: " ")
    }
}
