import Primitives

/// Times of day and small numbers in English words or digits.
enum SpokenTime {
    private static let units = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]
    private static let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

    /// The time in those words as `HH:MM`: `10:30`, `ten thirty`, `half past two`, `at two`. Hours before eight are taken
    /// for the afternoon.
    static func time(in words: [String]) -> String? {
        for (place, word) in words.enumerated() {
            let parts = word.split(separator: ":").compactMap { Int($0) }
            if word.contains(":"), parts.count == 2 { return text(hour: parts[0], minute: parts[1]) }
            if word == "past", place > 0, place + 1 < words.count, words[place - 1] == "half" {
                return number([words[place + 1]]).flatMap { text(hour: $0, minute: 30) }
            }
            if word == "at", place + 1 < words.count, let hour = number([words[place + 1]]) {
                let minute = place + 2 < words.count && words[place + 2] == "thirty" ? 30 : 0
                return text(hour: hour, minute: minute)
            }
        }
        return nil
    }

    /// The number in one or two words: `45`, `forty five`, `seven`.
    static func number(_ words: [String]) -> Int? {
        guard let last = words.last else { return nil }
        if let number = Int(last), number >= 0 { return number }
        let unit = units.firstIndex(of: last)
        let ten = tens.firstIndex(of: last)
        if words.count > 1, let unit, unit < 10, let before = tens.firstIndex(of: words[words.count - 2]), before > 0 {
            return before * 10 + unit
        }
        return unit ?? ten.map { $0 * 10 }
    }

    private static func text(hour: Int, minute: Int) -> String? {
        guard (0..<24).contains(hour), (0..<60).contains(minute) else { return nil }
        return "\(padded(Int64(hour < 8 ? hour + 12 : hour), 2)):\(padded(Int64(minute), 2))"
    }
}
