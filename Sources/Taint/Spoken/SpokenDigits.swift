/// Digits that are spoken or written one after another, with the words that hold them.
package struct DigitRun: Equatable, Sendable {
    /// The digits that one word contributes.
    package struct Piece: Equatable, Sendable {
        /// The digits, each 0 to 9.
        package var digits: [UInt8]
        /// The indices of its words: `double one` and `forty one` take two.
        package var words: ClosedRange<Int>
    }

    /// The pieces in order.
    package var pieces: [Piece]

    /// All digits in order, each 0 to 9.
    package var digits: [UInt8] { pieces.flatMap(\.digits) }
}

/// Turns spoken-out digits into figures: `four one double one oh`, `forty one eleven`, `4111-1111`.
package enum SpokenDigits {
    /// Words that may stand between the digits of one number.
    package static let bridges: Set<String> = [
        "um", "uh", "er", "and", "then", "dash", "hyphen", "space", "dot", "point", "comma", "minus", "next", "digit",
        "number", "followed", "by", "period", "slash",
    ]

    private static let single: [String: UInt8] = [
        "zero": 0, "oh": 0, "o": 0, "nought": 0, "nil": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
        "six": 6, "seven": 7, "eight": 8, "nine": 9, "niner": 9,
    ]

    private static let homophones: [String: UInt8] = ["won": 1, "to": 2, "too": 2, "for": 4, "fore": 4, "ate": 8]

    /// The runs of digits in `words`. With `homophones`, words that sound like digits count as such inside a run, which
    /// is right for finding what must not be said and wrong for believing what a caller said.
    package static func runs(in words: [String], homophones useHomophones: Bool = false) -> [DigitRun] {
        var reader = Reader(words: words, useHomophones: useHomophones)
        return reader.read()
    }

    /// The digits of figures that may hold separators, `4111-1111`; nothing when there is any other sign.
    package static func figures(_ word: String) -> [UInt8]? {
        var digits: [UInt8] = []
        for scalar in word.unicodeScalars {
            if scalar.isASCII, scalar.properties.isAlphabetic { return nil }
            if let digit = scalar.properties.numericType == .decimal ? scalar.properties.numericValue : nil {
                digits.append(UInt8(digit))
            } else if !isFigureSign(scalar) {
                return nil
            }
        }
        return digits.isEmpty ? nil : digits
    }

    private struct Reader {
        let words: [String]
        let useHomophones: Bool
        var runs: [DigitRun] = []
        var open: [DigitRun.Piece] = []
        var index = 0

        init(words: [String], useHomophones: Bool) {
            self.words = words
            self.useHomophones = useHomophones
        }

        mutating func read() -> [DigitRun] {
            while index < words.count {
                if let piece = piece() {
                    open.append(piece)
                } else if !bridges.contains(words[index]) {
                    close()
                }
                index += 1
            }
            close()
            return runs
        }

        private mutating func close() {
            if !open.isEmpty { runs.append(DigitRun(pieces: open)) }
            open = []
        }

        /// The digits at `index`, which is moved to the last word that they take.
        private mutating func piece() -> DigitRun.Piece? {
            let (word, at) = (words[index], index)
            if let count = ["double": 2, "triple": 3, "treble": 3][word], let next = digit(after: index) {
                index += 1
                return .init(digits: Array(repeating: next, count: count), words: at...index)
            }
            if let ten = NumberWords.tens[word] {
                guard let next = digit(after: index), next > 0, words[index + 1] != "oh" else {
                    return .init(digits: [UInt8(ten / 10), 0], words: at...at)
                }
                index += 1
                return .init(digits: [UInt8(ten / 10), next], words: at...index)
            }
            return simple(word).map { .init(digits: $0, words: at...at) }
        }

        private func simple(_ word: String) -> [UInt8]? {
            if let digit = single[word] { return [digit] }
            if let digit = homophones[word], useHomophones { return [digit] }
            if let teen = NumberWords.small[word] { return [1, UInt8(teen - 10)] }
            if !open.isEmpty, word == "hundred" { return [0, 0] }
            if !open.isEmpty, word == "thousand" { return [0, 0, 0] }
            return SpokenDigits.figures(word)
        }

        private func digit(after index: Int) -> UInt8? {
            guard index + 1 < words.count else { return nil }
            return single[words[index + 1]]
                ?? SpokenDigits.figures(words[index + 1]).flatMap { $0.count == 1 ? $0[0] : nil }
        }
    }
}

extension SpokenDigits {
    /// The figures of one number word, `eleven` as `11`; nothing for any other word.
    package static func word(_ word: String) -> String? {
        if let digit = single[word] { return String(digit) }
        return (NumberWords.small[word] ?? NumberWords.tens[word]).map { String($0) }
    }
}
