import Primitives

/// A time of day in minutes after midnight, 0 to 1439.
package struct TimeOfDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Minutes after midnight.
    package let minutes: Int

    /// The time so many minutes after midnight; nothing outside of the day.
    package init?(minutes: Int) {
        guard (0..<1440).contains(minutes) else { return nil }
        self.minutes = minutes
    }

    /// The time that `text` writes as `HH:MM` or `HH:MM:00`, and nothing else.
    package init?(iso text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 5 || (bytes.count == 8 && bytes[5...].elementsEqual(":00".utf8)), bytes[2] == 0x3A else {
            return nil
        }
        let figures = [bytes[0], bytes[1], bytes[3], bytes[4]]
        guard figures.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let numbers = figures.map { Int($0 - 0x30) }
        guard numbers[0] * 10 + numbers[1] < 24, numbers[2] < 6 else { return nil }
        self.init(minutes: (numbers[0] * 10 + numbers[1]) * 60 + numbers[2] * 10 + numbers[3])
    }

    private init(unchecked minutes: Int) { self.minutes = minutes }

    /// 00:00.
    package static let startOfDay = TimeOfDay(unchecked: 0)
    /// 23:59.
    package static let endOfDay = TimeOfDay(unchecked: 1439)

    package static func < (left: TimeOfDay, right: TimeOfDay) -> Bool { left.minutes < right.minutes }

    /// `HH:MM`.
    package var description: String {
        let (hour, minute) = (minutes / 60, minutes % 60)
        return (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
    }
}

/// Reads times of day as callers say them: `ten thirty`, `half past two`, `quarter to five`, `two pm`, `14:30`, `noon`.
package struct TimeReader: Sendable {
    /// Whether an hour alone, `two`, is a time: after the question for one it is, elsewhere it may be two of anything.
    package let bareHours: Bool

    /// A reader that does or does not take bare hours. `at two` is a time either way.
    package init(bareHours: Bool = false) { self.bareHours = bareHours }

    /// The times named in `words`, in order. An hour up to twelve without its half of the day has two meanings, that
    /// between seven in the morning and seven in the evening first.
    package func read(_ words: [String]) -> [SpokenReading<TimeOfDay>] {
        readAll(words) { index in
            named(words, index) ?? past(words, index) ?? clock(words, index)
        }
    }

    /// The same without the words that are parts of days, so that `november twenty four ten thirty` holds no `four ten`.
    package func read(_ words: [String], outside days: [SpokenReading<CivilDate>]) -> [SpokenReading<TimeOfDay>] {
        var rest = words
        for index in days.flatMap(\.words) { rest[index] = "" }
        return read(rest)
    }

    private typealias Found = (values: [TimeOfDay], count: Int)

    private func named(_ words: [String], _ index: Int) -> Found? {
        switch word(words, index) {
        case "noon", "midday": TimeOfDay(minutes: 720).map { ([$0], 1) }
        case "midnight": TimeOfDay(minutes: 0).map { ([$0], 1) }
        default: nil
        }
    }

    /// `half past two`, `quarter to five`, `ten past nine`, `twenty five minutes to six`.
    private func past(_ words: [String], _ index: Int) -> Found? {
        var at = index + (word(words, index) == "a" ? 1 : 0)
        let minutes: Int64
        switch word(words, at) {
        case "half": minutes = 30
        case "quarter": minutes = 15
        default:
            guard let number = NumberWords.below100(words, at: at), (1...59).contains(number.value) else { return nil }
            (minutes, at) = (number.value, at + number.count - 1)
        }
        at += 1
        if word(words, at) == "minutes" || word(words, at) == "minute" { at += 1 }
        guard let sign = ["past": 1, "after": 1, "to": -1, "before": -1, "til": -1][word(words, at)] else { return nil }
        if sign == -1 && minutes == 30 && word(words, index) == "half" { return nil }
        guard let hour = hour(words, at + 1) else { return nil }
        let half = halfOfDay(words, at + 1 + hour.count)
        return times(hour.value, sign * Int(minutes), half, count: at + 1 + hour.count + (half?.count ?? 0) - index)
    }

    /// `ten thirty`, `ten oh five`, `ten oclock`, `two pm`, `at two`, `10:30`, `2pm`.
    private func clock(_ words: [String], _ index: Int) -> Found? {
        if let figures = figures(word(words, index)) {
            let half = figures.half ?? halfOfDay(words, index + 1)
            return times(figures.hour, figures.minute, half, count: 1 + (figures.half == nil ? half?.count ?? 0 : 0))
        }
        guard let hour = hour(words, index) else { return nil }
        var (minute, count) = (0, hour.count)
        let isMarked = isPreposition(words, index)
        if word(words, index + count) == "oclock" {
            let half = halfOfDay(words, index + count + 1)
            return times(hour.value, 0, half, count: count + 1 + (half?.count ?? 0))
        }
        if let minutes = spokenMinutes(words, index + count) {
            (minute, count) = (minutes.value, count + minutes.count)
        }
        let half = halfOfDay(words, index + count)
        guard count > hour.count || half != nil || isMarked || bareHours else { return nil }
        guard count > hour.count || !isCounted(words, index + count) else { return nil }
        return times(hour.value, minute, half, count: count + (half?.count ?? 0))
    }

    private func isPreposition(_ words: [String], _ index: Int) -> Bool {
        index > 0 && ["at", "around", "about", "by"].contains(words[index - 1])
    }

    /// Whether what follows makes a number a count or a date: `two people`, `the two of us`, `two days`.
    private func isCounted(_ words: [String], _ index: Int) -> Bool {
        let next = word(words, index)
        return [
            "of", "days", "weeks", "people", "persons", "hours", "minutes", "dollars", "euros", "pounds", "hundred",
        ]
        .contains(next) || DateReader.months.contains(next)
    }

    private func hour(_ words: [String], _ index: Int) -> (value: Int, count: Int)? {
        guard let number = NumberWords.below100(words, at: index), (0...23).contains(number.value) else { return nil }
        return (Int(number.value), number.count)
    }

    /// The minutes after an hour: `thirty`, `oh five`, `hundred`; a single digit is none.
    private func spokenMinutes(_ words: [String], _ index: Int) -> (value: Int, count: Int)? {
        if ["oh", "o", "zero"].contains(word(words, index)),
            let digit = NumberWords.small[word(words, index + 1)], (1...9).contains(digit)
        {
            return (Int(digit), 2)
        }
        guard let number = NumberWords.below100(words, at: index), (10...59).contains(number.value) else { return nil }
        return (Int(number.value), number.count)
    }

    private struct HalfOfDay {
        var isAfternoon: Bool
        var count: Int
    }

    /// `am`, `p m`, `in the morning`, `this afternoon`, `at night`.
    private func halfOfDay(_ words: [String], _ index: Int) -> HalfOfDay? {
        switch word(words, index) {
        case "am": return HalfOfDay(isAfternoon: false, count: 1)
        case "pm": return HalfOfDay(isAfternoon: true, count: 1)
        case "a" where word(words, index + 1) == "m": return HalfOfDay(isAfternoon: false, count: 2)
        case "p" where word(words, index + 1) == "m": return HalfOfDay(isAfternoon: true, count: 2)
        default: break
        }
        let lead = word(words, index) == "in" && word(words, index + 1) == "the" ? 2 : 1
        guard lead == 2 || ["this", "at", "tomorrow"].contains(word(words, index)) else { return nil }
        switch word(words, index + lead) {
        case "morning":
            return HalfOfDay(isAfternoon: false, count: lead == 1 && word(words, index) == "tomorrow" ? 0 : lead + 1)
        case "afternoon", "evening", "night":
            return HalfOfDay(isAfternoon: true, count: lead == 1 && word(words, index) == "tomorrow" ? 0 : lead + 1)
        default: return nil
        }
    }

    /// `10:30`, `10.30`, `10:30am`, `2pm`.
    private func figures(_ word: String) -> (hour: Int, minute: Int, half: HalfOfDay?)? {
        var text = Substring(word)
        var half: HalfOfDay?
        if text.hasSuffix("am") || text.hasSuffix("pm") {
            half = HalfOfDay(isAfternoon: text.hasSuffix("pm"), count: 0)
            text = text.dropLast(2)
        }
        let parts = text.utf8.split(omittingEmptySubsequences: false) { $0 == 0x3A || $0 == 0x2E }
        guard parts.count == 2 || (parts.count == 1 && half != nil), parts[0].count <= 2 else { return nil }
        guard let hour = Int(Substring(parts[0])), (0...23).contains(hour) else { return nil }
        guard parts.count == 2 else { return (hour, 0, half) }
        guard parts[1].count == 2, let minute = Int(Substring(parts[1])), (0...59).contains(minute) else { return nil }
        return (hour, minute, half)
    }

    private func times(_ hour: Int, _ minute: Int, _ half: HalfOfDay?, count: Int) -> Found? {
        let hours: [Int]
        switch half {
        case .some(let half) where (1...12).contains(hour): hours = [hour % 12 + (half.isAfternoon ? 12 : 0)]
        case .some: hours = [hour]
        case .none where (1...12).contains(hour):
            hours = (1...6).contains(hour) || hour == 12 ? [hour % 12 + 12, hour % 12] : [hour, hour + 12]
        case .none: hours = [hour]
        }
        let values = hours.compactMap { TimeOfDay(minutes: ($0 * 60 + minute + 1440) % 1440) }
        return values.isEmpty ? nil : (values, count)
    }
}
