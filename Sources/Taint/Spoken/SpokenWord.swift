/// One word of an utterance or a sentence, as speech has it: lower case, no punctuation, no apostrophes.
package struct SpokenWord: Hashable, Sendable {
    /// The word; figures keep the signs inside them: `10:30`, `2026-11-24`, `45.50`. A currency sign is its own word.
    package let text: String
    /// Where it stands in its source, in bytes of UTF-8.
    package let range: Range<Int>

    /// A word at that place.
    package init(_ text: String, range: Range<Int> = 0..<0) {
        self.text = text
        self.range = range
    }

    /// The words of `text` in order, at most `limit` of them.
    package static func split(_ text: String, limit: Int = 4000) -> [SpokenWord] {
        var splitter = Splitter(scalars: Array(text.unicodeScalars), limit: limit)
        return splitter.words()
    }

    /// The words of `text` without their places.
    package static func texts(_ text: String, limit: Int = 4000) -> [String] { split(text, limit: limit).map(\.text) }
}

/// Whether two strings are the same bytes; `==` would also take canonically equivalent ones.
package func sameBytes(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

/// The walk over a text that cuts it into words.
private struct Splitter {
    let scalars: [Unicode.Scalar]
    let limit: Int
    var found: [SpokenWord] = []
    var word = ""
    var start = 0
    var offset = 0

    init(scalars: [Unicode.Scalar], limit: Int) {
        self.scalars = scalars
        self.limit = limit
    }

    mutating func words() -> [SpokenWord] {
        for index in scalars.indices where found.count < limit {
            take(index)
            offset += UTF8.width(scalars[index])
        }
        end()
        return found
    }

    private mutating func take(_ index: Int) {
        let scalar = scalars[index]
        if isLetter(scalar) || isJoiner(index) {
            if word.isEmpty { start = offset }
            if scalar.isASCII {
                let isCapital = (0x41...0x5A).contains(scalar.value)
                word.unicodeScalars.append(isCapital ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
            } else {
                word += scalar.properties.lowercaseMapping
            }
        } else if scalar == "'" || scalar == "\u{2019}", !word.isEmpty {
            return
        } else {
            end()
            guard scalar.properties.generalCategory == .currencySymbol, found.count < limit else { return }
            found.append(SpokenWord(String(scalar), range: offset..<offset + UTF8.width(scalar)))
        }
    }

    private mutating func end() {
        if !word.isEmpty, found.count < limit { found.append(SpokenWord(word, range: start..<offset)) }
        word = ""
    }

    private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isASCIILetterOrDigit(scalar) }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .decimalNumber: return true
        default: return scalar.properties.isAlphabetic
        }
    }

    /// Whether the sign at `index` stands between two digits and belongs to their figure.
    private func isJoiner(_ index: Int) -> Bool {
        guard ":.,-/".unicodeScalars.contains(scalars[index]), index > 0, index + 1 < scalars.count else {
            return false
        }
        return isDigit(scalars[index - 1]) && isDigit(scalars[index + 1])
    }
}

/// The signs that may stand inside a figure.
func isFigureSign(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case ":", ".", ",", "-", "/": true
    default: false
    }
}

private func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }

private func isASCIILetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    isDigit(scalar) || (0x61...0x7A).contains(scalar.value | 0x20)
}
