import Primitives
import Taint

/// How values are said in English, the same in read-backs, answers and grammars.
package enum SpokenForm {
    /// `Tuesday, November the twenty fourth`; with the year when it is not `today`'s.
    package static func date(_ date: CivilDate, today: CivilDate? = nil) -> String {
        let weekday = capitalized(DateReader.weekdays[Int(date.weekdayIndex)])
        let month = capitalized(DateReader.months[Int(date.month) - 1])
        let day = "\(weekday), \(month) the \(ordinal(date.day))"
        guard let today, today.year != date.year, (1000...9999).contains(date.year) else { return day }
        return day + ", " + year(date.year)
    }

    /// `ten thirty`, `nine oh five`, `two o'clock`, `noon`; with `exact` the half of the day is said too.
    package static func time(_ time: TimeOfDay, exact: Bool = false) -> String {
        let (hour, minute) = (time.minutes / 60, time.minutes % 60)
        if minute == 0, hour % 12 == 0 { return hour == 0 ? "midnight" : "noon" }
        let twelve = number(Int64((hour + 11) % 12 + 1))
        let words =
            switch minute {
            case 0: twelve + " o'clock"
            case 1...9: "\(twelve) oh \(number(Int64(minute)))"
            default: "\(twelve) \(number(Int64(minute)))"
            }
        guard exact else { return words }
        return words + (hour < 12 ? " in the morning" : hour < 18 ? " in the afternoon" : " in the evening")
    }

    /// `forty five dollars and fifty cents`; an unknown currency is spelled by its code.
    package static func money(minorUnits: Int64, currency: String) -> String {
        let names = [
            "USD": ("dollar", "cent"), "EUR": ("euro", "cent"), "GBP": ("pound", "pence"), "CHF": ("franc", "centime"),
        ]
        let code = currency.map { String($0) }.joined(separator: " ")
        let (major, minor) = (Int64(minorUnits.magnitude / 100), Int64(minorUnits.magnitude % 100))
        let unit = names[currency].map { major == 1 ? $0.0 : $0.0 + "s" } ?? code
        let cent = names[currency].map { minor == 1 || $0.1 == "pence" ? $0.1 : $0.1 + "s" } ?? "hundredths"
        let sign = minorUnits < 0 ? "minus " : ""
        if major == 0, minor > 0 { return "\(sign)\(number(minor)) \(cent)" }
        return "\(sign)\(number(major)) \(unit)" + (minor == 0 ? "" : " and \(number(minor)) \(cent)")
    }

    /// The digits of a telephone number or code one by one, in groups of three, and its letters one by one:
    /// `five five five, one two three`; `p, one zero, zero one`. Other signs are not said.
    package static func digits(_ text: String) -> String {
        var said: [String] = []
        for run in runs(of: text) {
            let isNumber = run.first.map { (0x30...0x39).contains($0) } ?? false
            said += isNumber ? groups(run.map { number(Int64($0 - 0x30)) }) : [run.map(letter).joined(separator: " ")]
        }
        return (text.utf8.first == 0x2B ? "plus " : "") + said.joined(separator: ", ")
    }

    /// The digits and letters of a text: digits together until a letter comes, and letters until a digit does.
    private static func runs(of text: String) -> [[UInt8]] {
        var runs: [[UInt8]] = []
        for byte in text.utf8 where (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) {
            let isDigit = byte <= 0x39
            if let last = runs.last?.last, (last <= 0x39) == isDigit {
                runs[runs.count - 1].append(byte)
            } else {
                runs.append([byte])
            }
        }
        return runs
    }

    /// Groups of three. A single digit at the end would be missed: the last four are said two and two.
    private static func groups(_ names: [String]) -> [String] {
        var (groups, rest) = ([[String]](), names[...])
        while !rest.isEmpty {
            let size = rest.count == 4 ? 2 : min(3, rest.count)
            groups.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return groups.map { $0.joined(separator: " ") }
    }

    private static func letter(_ byte: UInt8) -> String { String(UnicodeScalar(byte | 0x20)) }

    /// The number in words up to 999,999,999, beyond that in figures: `one hundred and five`.
    package static func number(_ value: Int64) -> String {
        guard (0...999_999_999).contains(value) else {
            return value < 0 && value > -1_000_000_000 ? "minus " + number(-value) : String(value)
        }
        if value < 20 { return smallNames[Int(value)] }
        if value < 100 { return tensNames[Int(value / 10)] + (value % 10 == 0 ? "" : " " + number(value % 10)) }
        if value < 1000 {
            return number(value / 100) + " hundred" + (value % 100 == 0 ? "" : " and " + number(value % 100))
        }
        let (scale, name): (Int64, String) = value < 1_000_000 ? (1000, " thousand") : (1_000_000, " million")
        let rest = value % scale
        return number(value / scale) + name + (rest == 0 ? "" : (rest < 100 ? " and " : " ") + number(rest))
    }

    /// `twenty fourth`, for 1 to 99; beyond that in figures.
    package static func ordinal(_ value: Int64) -> String {
        guard (1...99).contains(value) else { return "\(value)th" }
        if value < 20 { return ordinalNames[Int(value)] }
        if value % 10 == 0 { return String(tensNames[Int(value / 10)].dropLast()) + "ieth" }
        return tensNames[Int(value / 10)] + " " + ordinalNames[Int(value % 10)]
    }

    /// `a`, `a and b`, `a, b and c`.
    package static func list(_ items: [String], word: String = "and") -> String {
        guard let last = items.last, items.count > 1 else { return items.first ?? "" }
        return items.dropLast().joined(separator: ", ") + " \(word) " + last
    }

    /// A name as it is said: each word with a capital.
    package static func name(_ text: String) -> String {
        text.split(separator: " ").map { capitalized(String($0)) }.joined(separator: " ")
    }

    /// `twenty twenty six`, `two thousand and five`.
    private static func year(_ year: Int64) -> String {
        (2000...2009).contains(year) || year % 100 == 0
            ? number(year) : number(year / 100) + " " + (year % 100 < 10 ? "oh " : "") + number(year % 100)
    }

    private static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    private static let smallNames = NumberWords.small.sorted { $0.value < $1.value }.map(\.key)
    private static let tensNames = ["", "ten"] + NumberWords.tens.sorted { $0.value < $1.value }.map(\.key)
    private static let ordinalNames = [
        "", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    ]
}
