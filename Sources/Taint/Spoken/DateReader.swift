import Primitives

/// Reads days as callers say them: `tomorrow`, `next tuesday`, `the third of march`, `in two weeks`, `2026-11-24`.
package struct DateReader: Sendable {
    /// The names of the days, Monday first.
    package static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    /// The names of the months, January first.
    package static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    /// The day on which it is said.
    package let today: CivilDate

    /// A reader for words said on that day.
    package init(today: CivilDate) { self.today = today }

    /// The days named in `words`, in order.
    package func read(_ words: [String]) -> [SpokenReading<CivilDate>] {
        readAll(words) { index in
            written(words, index) ?? relative(words, index) ?? weekday(words, index) ?? monthDay(words, index)
                ?? dayOfMonth(words, index)
        }
    }

    private typealias Found = (values: [CivilDate], count: Int)

    /// `2026-11-24`.
    private func written(_ words: [String], _ index: Int) -> Found? {
        let parts = word(words, index).utf8.split(separator: 0x2D, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2 else { return nil }
        let numbers = parts.compactMap { Int64(Substring($0)) }
        guard numbers.count == 3, let date = CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]) else {
            return nil
        }
        return ([date], 1)
    }

    private func relative(_ words: [String], _ index: Int) -> Found? {
        switch word(words, index) {
        case "today", "tonight": return ([after(0)], 1)
        case "tomorrow": return ([after(1)], 1)
        case "day" where word(words, index + 1) == "after" && word(words, index + 2) == "tomorrow":
            return ([after(2)], 3)
        case "in", "within": return inDays(words, index)
        default: return nil
        }
    }

    /// `in three days`, `in a week`, `in two weeks`.
    private func inDays(_ words: [String], _ index: Int) -> Found? {
        let isArticle = word(words, index + 1) == "a" || word(words, index + 1) == "one"
        let number = isArticle ? NumberReading(1, count: 1) : NumberWords.cardinal(words, at: index + 1)
        guard let number, number.value <= 366 else { return nil }
        switch word(words, index + 1 + number.count) {
        case "day", "days": return ([after(number.value)], number.count + 2)
        case "week", "weeks": return ([after(number.value * 7)], number.count + 2)
        default: return nil
        }
    }

    /// `tuesday`, `next tuesday`, `tuesday week`, `a week from tuesday`, `tuesday november the twenty fourth`.
    private func weekday(_ words: [String], _ index: Int) -> Found? {
        let lead = ["next", "this", "coming", "on"].contains(word(words, index)) ? 1 : 0
        guard let number = Self.weekdays.firstIndex(of: singular(word(words, index + lead))) else { return nil }
        let step = (Int64(number) - today.weekdayIndex + 7) % 7
        let coming = after(step == 0 ? 7 : step)
        if let full = monthDay(words, index + lead + 1) ?? dayOfMonth(words, index + lead + 1) {
            let matching = full.values.filter { $0.weekdayIndex == Int64(number) }
            return (matching.isEmpty ? full.values : matching, full.count + lead + 1)
        }
        if word(words, index + lead + 1) == "week" {
            return ([CivilDate(daysSinceEpoch: coming.daysSinceEpoch + 7)], lead + 2)
        }
        switch word(words, index) {
        case "next": return ([coming, CivilDate(daysSinceEpoch: coming.daysSinceEpoch + 7)], 2)
        default: return (step == 0 ? [after(0), coming] : [coming], lead + 1)
        }
    }

    private func singular(_ word: String) -> String { word.hasSuffix("s") ? String(word.dropLast()) : word }

    /// `november twenty fourth`, `november the twenty fourth`, `the third of march`, each with a year or without.
    private func monthDay(_ words: [String], _ index: Int) -> Found? {
        let lead = word(words, index) == "the" ? 1 : 0
        if let month = month(word(words, index)) {
            let the = word(words, index + 1) == "the" ? 1 : 0
            guard let day = day(words, index + 1 + the) else { return nil }
            return dated(month, day.value, words, index, 1 + the + day.count)
        }
        guard let day = day(words, index + lead) else { return nil }
        let of = word(words, index + lead + day.count) == "of" ? 1 : 0
        guard let month = month(word(words, index + lead + day.count + of)) else { return nil }
        return dated(month, day.value, words, index, lead + day.count + of + 1)
    }

    private func dated(_ month: Int64, _ day: Int64, _ words: [String], _ index: Int, _ count: Int) -> Found? {
        if let year = year(words, index + count) {
            return CivilDate(year: year.value, month: month, day: day).map { ([$0], count + year.count) }
        }
        for year in today.year...today.year + 4 {
            guard let date = CivilDate(year: year, month: month, day: day) else { continue }
            if date.daysSinceEpoch >= today.daysSinceEpoch { return ([date], count) }
        }
        return nil
    }

    /// `the twenty fourth`: the next such day. Only with the article or as figures (`24th`): `first` alone is no day.
    private func dayOfMonth(_ words: [String], _ index: Int) -> Found? {
        let lead = word(words, index) == "the" ? 1 : 0
        guard let day = NumberWords.ordinal(words, at: index + lead), (1...31).contains(day.value) else { return nil }
        guard lead == 1 || (word(words, index).utf8.first ?? 0) < 0x3A else { return nil }
        if ["one", "ones", "time", "slot", "option", "of"].contains(word(words, index + lead + day.count)) {
            return nil
        }
        for offset in 0...62 where after(Int64(offset)).day == day.value {
            return ([after(Int64(offset))], lead + day.count)
        }
        return nil
    }

    private func day(_ words: [String], _ index: Int) -> NumberReading? {
        guard let day = NumberWords.ordinal(words, at: index) ?? NumberWords.below100(words, at: index) else {
            return nil
        }
        return (1...31).contains(day.value) ? day : nil
    }

    private func month(_ word: String) -> Int64? {
        let found = Self.months.firstIndex { $0 == word || word.utf8.count == 3 && $0.hasPrefix(word) }
        return found.map { Int64($0) + 1 }
    }

    /// `2026`, `twenty twenty six`, `two thousand twenty six`.
    private func year(_ words: [String], _ index: Int) -> NumberReading? {
        guard let first = NumberWords.cardinal(words, at: index) else { return nil }
        if (2000...2099).contains(first.value) {
            guard first.value == 2000, let rest = NumberWords.below100(words, at: index + first.count) else {
                return first
            }
            return NumberReading(first.value + rest.value, count: first.count + rest.count)
        }
        guard first.value == 20, first.count == 1, let rest = NumberWords.below100(words, at: index + 1) else {
            return nil
        }
        return (10...99).contains(rest.value) ? NumberReading(2000 + rest.value, count: 1 + rest.count) : nil
    }

    private func after(_ days: Int64) -> CivilDate { CivilDate(daysSinceEpoch: today.daysSinceEpoch + days) }
}

extension CivilDate {
    /// The day of the week: 0 is Monday, 6 is Sunday.
    package var weekdayIndex: Int64 { daysSinceEpoch + 3 - floorDivide(daysSinceEpoch + 3, 7) * 7 }

    /// The date that `text` writes as `2026-11-24`, and nothing else.
    package init?(iso text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
        let figures = bytes[0..<4] + bytes[5..<7] + bytes[8..<10]
        guard figures.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        func number(_ slice: ArraySlice<UInt8>) -> Int64 { slice.reduce(0) { $0 * 10 + Int64($1 - 0x30) } }
        self.init(year: number(bytes[0..<4]), month: number(bytes[5..<7]), day: number(bytes[8..<10]))
    }
}
