/// A number read from words: its value and how many words it took.
package struct NumberReading: Equatable, Sendable {
    /// The number.
    package var value: Int64
    /// How many words it took.
    package var count: Int

    /// A reading of that value.
    package init(_ value: Int64, count: Int) {
        self.value = value
        self.count = count
    }
}

/// English number words: cardinals, ordinals and figures, up to millions.
package enum NumberWords {
    /// The words from zero to nineteen.
    package static let small: [String: Int64] = {
        let words = [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ]
        return Dictionary(uniqueKeysWithValues: zip(words, 0...19))
    }()

    /// The tens from twenty to ninety.
    package static let tens: [String: Int64] = [
        "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    ]

    private static let scales: [String: Int64] = ["thousand": 1000, "million": 1_000_000]

    private static let smallOrdinals: [String: Int64] = {
        let words = [
            "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
            "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
        ]
        return Dictionary(uniqueKeysWithValues: zip(words, 1...19))
    }()

    private static let tensOrdinals: [String: Int64] = ["twentieth": 20, "thirtieth": 30]

    /// The longest cardinal that begins at `start`: `twenty four`, `one hundred and five`, `1,200`.
    package static func cardinal(_ words: [String], at start: Int) -> NumberReading? {
        var (total, group, index) = (Int64(0), Int64(0), start)
        var room = Int64(1000)
        var best: NumberReading?
        while index < words.count, index - start < 16 {
            if words[index] == "and", best != nil, room == 100 || group == 0 {
                guard index + 1 < words.count, let next = below100(words, at: index + 1), next.value > 0 else { break }
                index += 1
            } else if let part = below100(words, at: index), best == nil || (part.value < room && part.value > 0) {
                group += part.value
                index += part.count
                room = 0
            } else if words[index] == "a", best == nil, index + 1 < words.count, words[index + 1] == "hundred" {
                (group, index, room) = (1, index + 1, 0)
                continue
            } else if words[index] == "hundred", (1...99).contains(group), index > start || group == 1 {
                (group, index, room) = (group * 100, index + 1, 100)
            } else if let scale = scales[words[index]], group > 0, total == 0 || scale < 1_000_000 {
                (total, group, index, room) = (total + group * scale, 0, index + 1, 1000)
            } else {
                break
            }
            best = NumberReading(total + group, count: index - start)
        }
        return best
    }

    /// The ordinal that begins at `start`: `third`, `twenty fourth`, `24th`.
    package static func ordinal(_ words: [String], at start: Int) -> NumberReading? {
        guard start < words.count else { return nil }
        let word = words[start]
        if let value = smallOrdinals[word] ?? tensOrdinals[word] { return NumberReading(value, count: 1) }
        for suffix in ["st", "nd", "rd", "th"] where word.hasSuffix(suffix) {
            if let value = figure(String(word.dropLast(2))) { return NumberReading(value, count: 1) }
        }
        guard let ten = tens[word], start + 1 < words.count, let unit = smallOrdinals[words[start + 1]], unit < 10
        else {
            return nil
        }
        return NumberReading(ten + unit, count: 2)
    }

    /// The value of plain figures, with commas between thousands; nothing past 12 digits.
    package static func figure(_ word: String) -> Int64? {
        let digits = word.utf8.filter { $0 != 0x2C }
        guard (1...12).contains(digits.count), word.utf8.first != 0x2C else { return nil }
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    /// A number below one hundred, or figures of any size.
    static func below100(_ words: [String], at start: Int) -> NumberReading? {
        guard start < words.count else { return nil }
        if let value = small[words[start]] ?? figure(words[start]) { return NumberReading(value, count: 1) }
        guard let ten = tens[words[start]] else { return nil }
        guard start + 1 < words.count, let unit = small[words[start + 1]], (1...9).contains(unit) else {
            return NumberReading(ten, count: 1)
        }
        return NumberReading(ten + unit, count: 2)
    }
}
