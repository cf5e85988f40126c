/// Judges by its words whether an utterance is finished. Language: English.
package enum WordCompleteness {
    private static let openEndings: Set<String> = [
        "and", "or", "but", "because", "so", "then", "the", "a", "an", "to", "for", "at", "on", "in", "of", "with",
        "from", "my", "is", "um", "uh", "er", "like", "i", "would", "could", "can", "if", "about", "between",
    ]

    /// What `words`, in lower case, say. An utterance of no words is `unknown`.
    package static func judge(_ words: [String]) -> Completeness {
        guard let last = words.last else { return .unknown }
        return openEndings.contains(last) ? .unfinished : .finished
    }
}
