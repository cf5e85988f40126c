/// Finds what looks like a secret in the instructions and the tool results: words of at least eight letters, digits,
/// hyphens and underscores that mix letters with digits (keys, canaries, codes), and the word after "secret is",
/// "code is", "password is".
enum SecretHunter {
    /// The most secrets that are said at once.
    static let maximum = 4

    /// The secrets in those messages, in order, each once.
    static func secrets(in messages: [ChatRequest.Message]) -> [String] {
        var found: [String] = []
        for message in messages where message.role == .system || message.role == .developer || message.role == .tool {
            for secret in secrets(in: message.content) where !found.contains(secret) { found.append(secret) }
        }
        return Array(found.prefix(maximum))
    }

    private static func secrets(in text: String) -> [String] {
        let words = text.split { !isSecretCharacter($0) }.map(String.init)
        return words.indices.filter { place in
            isKey(words[place]) || (place >= 2 && isAnnounced(words[place - 2], words[place - 1]))
        }.map { words[$0] }
    }

    /// A key holds letters and digits; a date only digits, and text in base 64 is mostly longer.
    private static func isKey(_ word: String) -> Bool {
        (8...64).contains(word.utf8.count) && word.contains(where: \.isLetter) && word.contains(where: \.isNumber)
    }

    private static func isAnnounced(_ noun: String, _ verb: String) -> Bool {
        ["secret", "code", "password", "canary"].contains(noun.lowercased()) && verb.lowercased() == "is"
    }

    private static func isSecretCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "-" || character == "_")
    }
}
