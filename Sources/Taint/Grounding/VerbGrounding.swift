/// Finds whether the caller asked for a kind of action, by phrases that the tenant reviewed: `book`, `make an
/// appointment`. The latest mention decides, and `don't book`, `did you book`, `never mind` are no asking.
package struct VerbGrounding: Sendable {
    /// How many words may stand between two words of a phrase: `make [me a] booking`.
    private static let gap = 3
    /// How many words back a negation reaches.
    private static let reach = 8

    private let phrases: [[String]]

    /// The phrases of one kind of action; none means that it needs no asking.
    package init(_ phrases: [String]) { self.phrases = phrases.map { SpokenWord.texts($0) }.filter { !$0.isEmpty } }

    /// Whether the caller's latest word on it was to ask for it.
    package func isAsked(in words: CallerWords) -> Bool {
        if phrases.isEmpty { return true }
        for utterance in words.utterances.reversed() {
            switch lastMention(in: utterance) {
            case .asked: return true
            case .refused: return false
            case .none: continue
            }
        }
        return false
    }

    private enum Mention {
        case asked
        case refused
    }

    private func lastMention(in words: [String]) -> Mention? {
        if isWithdrawal(words) { return .refused }
        let mentions = phrases.flatMap { phrase in words.indices.compactMap { start in mention(phrase, words, start) } }
        return mentions.max { $0.start < $1.start }?.mention
    }

    private func mention(_ phrase: [String], _ words: [String], _ start: Int) -> (start: Int, mention: Mention?)? {
        guard let first = phrase.first, matches(words, start, first, isFirst: true) else { return nil }
        var position = start
        for next in phrase.dropFirst() {
            let window = (position + 1)..<min(words.count, position + 2 + Self.gap)
            guard let found = window.first(where: { matches(words, $0, next, isFirst: false) }) else { return nil }
            position = found
        }
        if isNegated(words, start) || endsNegated(words, after: position) { return (start, .refused) }
        return isReported(words, start) ? nil : (start, .asked)
    }

    /// The same word, or the same stem when no article makes it a thing: `my booking` does not ask to book. An article
    /// of a phrase stands for any: `make an appointment` is also `make me another appointment`.
    private func matches(_ words: [String], _ index: Int, _ wanted: String, isFirst: Bool) -> Bool {
        let spoken = words[index]
        let isThing = index > 0 && isArticle(words[index - 1])
        if isArticle(wanted) { return isArticle(spoken) && spoken != "no" }
        if sameBytes(spoken, wanted) { return !(isFirst && isThing && isBareVerb(wanted)) }
        return !isThing && sameBytes(stem(spoken), stem(wanted))
    }

    /// One-word phrases are verbs; nouns are registered with their article or verb: `a refund`, `make a booking`.
    private func isBareVerb(_ word: String) -> Bool { phrases.contains { $0.count == 1 && sameBytes($0[0], word) } }

    private func isArticle(_ word: String) -> Bool {
        ["a", "an", "the", "my", "this", "that", "your", "his", "her", "their", "our", "no", "another", "some"]
            .contains(word)
    }

    /// Light stemming: `booked`, `booking`, `books` and `book`; `cancelled`, `cancel`.
    private func stem(_ word: String) -> String {
        for suffix in ["ing", "ed", "s"] where word.hasSuffix(suffix) && word.utf8.count - suffix.utf8.count >= 3 {
            let base = word.dropLast(suffix.count)
            let isDoubled = suffix != "s" && base.utf8.count > 4 && base.last == base.dropLast().last
            return String(isDoubled ? base.dropLast() : base)
        }
        return word.hasSuffix("e") && word.utf8.count > 4 ? String(word.dropLast()) : word
    }

    private static let negators: Set<String> = [
        "not", "dont", "never", "cannot", "cant", "wont", "wouldnt", "shouldnt", "didnt", "doesnt", "isnt", "without",
        "stop", "avoid", "neither", "nor", "against", "refuse", "mustnt", "arent", "nobody", "nothing",
    ]
    /// Words at which what was negated before ends.
    private static let breaks: Set<String> = ["but", "so", "instead", "however", "just", "therefore", "otherwise"]
    /// `don't forget to book` asks.
    private static let doubled: Set<String> = ["forget", "worry", "hesitate", "mind"]

    private func isNegated(_ words: [String], _ start: Int) -> Bool {
        var index = start - 1
        if ["no"].contains(word(words, index)) { return true }
        if word(words, index) == "of" || word(words, index) == "than" {
            return ["instead", "rather"].contains(word(words, index - 1))
        }
        while index >= 0, start - index <= Self.reach {
            if Self.breaks.contains(words[index]) && word(words, index + 1) != "of" { return false }
            if Self.negators.contains(words[index]) {
                let next = word(words, index + 1)
                return !(Self.doubled.contains(next) || word(words, index - 1) == "why")
            }
            index -= 1
        }
        return false
    }

    /// `book it, no, don't`.
    private func endsNegated(_ words: [String], after position: Int) -> Bool {
        guard position + 1 < words.count else { return false }
        return ["dont", "not", "no"].contains(words[words.count - 1])
    }

    /// Talk about an action done or being asked about: `did you book`, `I have booked`, `was it cancelled`.
    private func isReported(_ words: [String], _ start: Int) -> Bool {
        let before = words[max(0, start - 3)..<start]
        if before.contains("did") || before.contains("already") { return true }
        guard words[start].hasSuffix("ed"), stem(words[start]).utf8.count < words[start].utf8.count else {
            return false
        }
        return !before.contains { ["get", "want", "like", "need"].contains($0) }
    }

    private func isWithdrawal(_ words: [String]) -> Bool {
        let phrases = [
            ["never", "mind"], ["forget", "it"], ["forget", "about", "it"], ["changed", "my", "mind"], ["leave", "it"],
        ]
        guard let end = phrases.flatMap({ places(of: $0, in: words) }).max() else { return false }
        return !self.phrases.contains { phrase in
            words.indices.contains { $0 > end && mention(phrase, words, $0)?.mention == .asked }
        }
    }
}
