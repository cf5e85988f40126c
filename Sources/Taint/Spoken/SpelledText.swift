/// Turns spelled-out text into the characters it spells: `see en dash seven`, `charlie november hyphen 7`, `c n - 7`.
package enum SpelledText {
    private static let alphabet: [String: Character] = {
        let code = [
            "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima",
            "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey",
            "xray", "yankee", "zulu",
        ]
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        var table = Dictionary(uniqueKeysWithValues: zip(code, letters))
        let spoken: [Character: [String]] = [
            "a": ["ay", "alfa"], "b": ["bee"], "c": ["cee", "see", "sea"], "d": ["dee"], "e": ["ee"],
            "f": ["eff", "ef"],
            "g": ["gee"], "h": ["aitch"], "i": ["eye"], "j": ["jay", "juliett"], "k": ["kay"], "l": ["el", "ell"],
            "m": ["em"], "n": ["en"], "o": ["oh"], "p": ["pee"], "q": ["cue", "queue"], "r": ["ar", "are"],
            "s": ["ess", "es"], "t": ["tee", "tea"], "u": ["you"], "v": ["vee"], "w": ["doubleu"], "x": ["ex"],
            "y": ["why", "wye"], "z": ["zee", "zed"],
        ]
        for (letter, names) in spoken { for name in names { table[name] = letter } }
        for letter in letters { table[String(letter)] = letter }
        return table
    }()

    private static let signs: [String: Character] = [
        "dash": "-", "hyphen": "-", "minus": "-", "underscore": "_", "dot": ".", "period": ".", "point": ".",
        "slash": "/", "plus": "+", "equals": "=", "at": "@", "colon": ":",
    ]

    private static let skipped: Set<String> = [
        "capital", "uppercase", "lowercase", "letter", "then", "and", "um", "uh",
    ]

    /// The character that the spelling word stands for: a letter's name, a word of the NATO alphabet, a digit, a sign.
    package static func character(_ word: String) -> Character? {
        if let letter = alphabet[word] ?? signs[word] { return letter }
        if let value = NumberWords.small[word], value < 10 { return Character(String(value)) }
        guard word.utf8.count == 1, let byte = word.utf8.first, (0x30...0x39).contains(byte) else { return nil }
        return Character(word)
    }

    /// The texts that runs of at least `minimum` spelling words spell, in order.
    package static func texts(in words: [String], minimum: Int = 4) -> [String] {
        var (found, open, count, index) = ([String](), "", 0, 0)
        func isLetterAsIn(_ index: Int) -> Bool {
            index + 2 < words.count && words[index + 1] == "as" && words[index + 2] == "in"
        }
        while index <= words.count {
            let word = index < words.count ? words[index] : ""
            if index < words.count, let character = character(word) {
                open.append(character)
                count += 1
                if isLetterAsIn(index) { index += 3 }
            } else if index < words.count, !open.isEmpty, let digits = SpokenDigits.figures(word) {
                open += digits.map { String($0) }.joined()
                count += 1
            } else if !skipped.contains(word) || index == words.count {
                if count >= minimum { found.append(open) }
                (open, count) = ("", 0)
            }
            index += 1
        }
        return found
    }
}
