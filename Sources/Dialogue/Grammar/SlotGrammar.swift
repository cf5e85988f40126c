import Models
import Taint

/// The rules for the values of slots.
enum SlotGrammar {
    /// The right side of the rule for a slot's values.
    static func values(_ slot: Slot) -> String {
        switch slot.kind {
        case .date: "<date>"
        case .time(let from, let to, let step): time(from, to, step)
        case .enumeration(let values):
            values.flatMap(\.phrases).map { $0.joined(separator: " ") }.joined(separator: " | ")
        case .name(let known, _):
            known.isEmpty ? "<letter> <letter> [<letter>] [<letter>] [<letter>]" : known.joined(separator: " | ")
        case .number(let range): range.upperBound < 100 ? "<below_hundred>" : "<number>"
        case .money: "<number> (dollars | euros | pounds) [[and] <below_hundred> (cents | pence)]"
        case .code(let prefix, let digits): code(prefix, digits)
        case .yesNo: "yes | yeah | no | sure | correct | no thank you"
        }
    }

    /// The right side of the rule for an answer to the question for a slot.
    static func answer(_ slot: Slot, rule: String) -> String {
        switch slot.kind {
        case .date: "[for | on] \(rule)"
        case .time(let from, let to, _): "[at | for] \(rule) | [at] (\(hours(from, to)))"
        case .enumeration: "[i would like | i'd like | for] [a | an | the] \(rule)"
        case .name: "[my name is | it is | it's | this is | for | the name is] \(rule)"
        case .code: "[it is | it's | the number is | number] \(rule)"
        case .number, .money: "[it was | it is | for] \(rule)"
        case .yesNo: rule
        }
    }

    /// The rules that those slots share.
    static func shared(for slots: [Slot]) -> [String] {
        var needed: Set<String> = []
        for slot in slots {
            switch slot.kind {
            case .date: needed.insert("date")
            case .time: needed.insert("hour")
            case .name(let known, _): if known.isEmpty { needed.insert("letter") }
            case .number, .money: needed.insert("number")
            case .code: needed.insert("code")
            case .enumeration, .yesNo: break
            }
        }
        return needed.sorted().flatMap { rules[$0] ?? [] }
    }

    private static let rules: [String: [String]] = [
        "date": [
            "<date> = /4/ <near_date> | /2/ [on | next | this] <weekday> | /0.1/ [on] <month_day> | /0.02/ <weekday> <month_day> | /0.02/ [on] the <ordinal>;",
            "<near_date> = today | tomorrow | [the] day after tomorrow;",
            "<month_day> = <month> [the] <ordinal> | [the] <ordinal> of <month>;",
            "<weekday> = \(DateReader.weekdays.joined(separator: " | "));",
            "<month> = \(DateReader.months.joined(separator: " | "));",
            "<ordinal> = \((1...31).map { SpokenForm.ordinal($0) }.joined(separator: " | "));",
        ],
        "hour": [
            "<bare_hour> = \((1...12).map { SpokenForm.number($0) }.joined(separator: " | "));"
        ],
        "number": [
            "<digit> = \((1...9).map { SpokenForm.number($0) }.joined(separator: " | "));",
            "<below_hundred> = <digit> | \((10...19).map { SpokenForm.number($0) }.joined(separator: " | ")) | (\(tens)) [<digit>];",
            "<number> = <below_hundred> | (a | <digit>) hundred [[and] <below_hundred>];",
        ],
        "code": ["<code_digit> = zero | oh | \((1...9).map { SpokenForm.number($0) }.joined(separator: " | "));"],
        "letter": ["<letter> = \("abcdefghijklmnopqrstuvwxyz".map { String($0) }.joined(separator: " | "));"],
    ]

    private static let tens = stride(from: 20 as Int64, through: 90, by: 10).map(SpokenForm.number).joined(
        separator: " | ")

    /// The digits one by one; the letters of the prefix may be said before them.
    private static func code(_ prefix: String, _ digits: Int) -> String {
        let letters = prefix.utf8.filter { (0x61...0x7A).contains($0) }.map { String(UnicodeScalar($0)) }
        let lead = letters.isEmpty ? "" : "[\(letters.joined(separator: " "))] "
        return lead + Array(repeating: "<code_digit>", count: digits).joined(separator: " ")
    }

    /// The times of day in the hours between two times, as callers say them, in steps of so many minutes.
    private static func time(_ from: TimeOfDay, _ to: TimeOfDay, _ step: Int) -> String {
        let hours = hours(from, to)
        let half = "(in the morning | in the afternoon)"
        let minutes = stride(from: step, to: 60, by: step).map { minute in
            (minute < 10 ? "oh " : "") + SpokenForm.number(Int64(minute))
        }
        var forms = ["(\(hours)) o'clock", "(\(hours)) \(half)"]
        if !minutes.isEmpty { forms.append("(\(hours)) (\(minutes.joined(separator: " | "))) [\(half)]") }
        if 30 % step == 0 { forms.append("half past (\(hours))") }
        if 15 % step == 0 { forms += ["[a] quarter past (\(hours))", "[a] quarter to <bare_hour>"] }
        if (min(from, to).minutes...max(from, to).minutes).contains(720) { forms.append("noon") }
        return forms.joined(separator: " | ")
    }

    /// The hours between two times, on the face of a clock.
    private static func hours(_ from: TimeOfDay, _ to: TimeOfDay) -> String {
        let span = (min(from, to).minutes / 60)...(max(from, to).minutes / 60)
        return Set(span.map { ($0 + 11) % 12 + 1 }).sorted().map { SpokenForm.number(Int64($0)) }.joined(
            separator: " | ")
    }

    /// The weight of an answer to a question that was not asked; nothing when there is to be none.
    static func weight(_ slot: Slot) -> String? {
        switch slot.kind {
        case .date, .time: "0.1"
        case .enumeration, .name: "0.2"
        case .number, .money, .code, .yesNo: nil
        }
    }
}
