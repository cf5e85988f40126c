import Taint
import Wire

/// A piece of information that an agent asks its caller for.
struct Slot: Sendable {
    /// What kind of value it holds.
    enum Kind: Sendable {
        /// A day as `2026-11-24`.
        case date
        /// A time of day as `10:30`, between two times, in steps of so many minutes for the recogniser.
        case time(from: TimeOfDay, to: TimeOfDay, step: Int)
        /// One of some values, each with the phrases that mean it.
        case enumeration([(value: String, phrases: [[String]])])
        /// A name: those that the grammar knows, and, when open, any other.
        case name(known: [String], isOpen: Bool)
        /// A whole number between two bounds.
        case number(ClosedRange<Int64>)
        /// An amount in minor units.
        case money
        /// A code of so many digits, as a text that begins with `prefix`: `b-1001`, said as its digits.
        case code(prefix: String, digits: Int)
        /// Yes or no, as true or false.
        case yesNo
    }

    let name: String
    let kind: Kind
    /// What the agent asks for it, in turn when it has to ask again.
    let ask: [String]

    init(_ setting: Setting, name: String) throws(DialogueError) {
        self.name = name
        guard let first = name.utf8.first, (0x61...0x7A).contains(first), name != "result",
            name.utf8.allSatisfy(isNameByte)
        else { throw .invalid(at: setting.pointer, reason: "is no name: use a-z, 0-9, - and _, and not \"result\"") }
        try setting.allow("type", "ask", "values", "from", "to", "open", "least", "most", "prefix", "digits", "step")
        ask = try setting.required("ask").strings()
        guard !ask.isEmpty else { throw .missing(at: setting.pointer + "/ask/0") }
        kind = try Self.kind(setting)
    }

    private static func kind(_ setting: Setting) throws(DialogueError) -> Kind {
        let type = try setting.required("type")
        switch try type.string() {
        case "date": return .date
        case "time":
            return .time(
                from: try time(setting, "from") ?? .startOfDay, to: try time(setting, "to") ?? .endOfDay,
                step: try step(setting))
        case "enumeration": return .enumeration(try values(try setting.required("values")))
        case "name": return try name(setting)
        case "number":
            return .number(
                try number(setting, "least", 0)...max(try number(setting, "least", 0), try number(setting, "most", 999))
            )
        case "money": return .money
        case "code":
            let digits = try number(setting, "digits", 4)
            guard (2...16).contains(digits) else {
                throw .invalid(at: setting.pointer + "/digits", reason: "must be from 2 to 16")
            }
            return .code(prefix: try setting.optional("prefix")?.string() ?? "", digits: Int(digits))
        case "yes-no": return .yesNo
        default:
            throw .invalid(
                at: type.pointer, reason: "is none of date, time, enumeration, name, number, money, code, yes-no")
        }
    }

    private static func time(_ setting: Setting, _ key: String) throws(DialogueError) -> TimeOfDay? {
        guard let value = try setting.optional(key) else { return nil }
        guard let time = value.json.stringValue.flatMap(TimeOfDay.init(iso:)) else {
            throw .wrongType(at: value.pointer, expected: "a time such as \"09:00\", in quotes")
        }
        return time
    }

    private static func step(_ setting: Setting) throws(DialogueError) -> Int {
        let step = try number(setting, "step", 15)
        guard [5, 10, 15, 20, 30, 60].contains(step) else {
            throw .invalid(at: setting.pointer + "/step", reason: "must be 5, 10, 15, 20, 30 or 60")
        }
        return Int(step)
    }

    private static func values(_ setting: Setting) throws(DialogueError) -> [(value: String, phrases: [[String]])] {
        var values: [(value: String, phrases: [[String]])] = []
        for (value, phrases) in try setting.members() {
            var found: [[String]] = []
            for phrase in try phrases.elements() { found.append(try plainWords(phrase)) }
            guard !found.isEmpty else { throw .missing(at: phrases.pointer + "/0") }
            values.append((value, found))
        }
        guard !values.isEmpty else { throw .missing(at: setting.pointer) }
        return values
    }

    private static func name(_ setting: Setting) throws(DialogueError) -> Kind {
        var known: [String] = []
        for value in try setting.optional("values")?.elements() ?? [] {
            known.append(try plainWords(value).joined(separator: " "))
        }
        return .name(known: known, isOpen: try setting.optional("open")?.bool() ?? true)
    }

    private static func number(_ setting: Setting, _ key: String, _ standard: Int64) throws(DialogueError) -> Int64 {
        guard let value = try setting.optional(key) else { return standard }
        guard let number = value.json.int64Value, (0...999_999).contains(number) else {
            throw .wrongType(at: value.pointer, expected: "a whole number from 0 to 999999")
        }
        return number
    }
}

/// The words of a phrase that a recogniser can hear: lower case letters and apostrophes.
func plainWords(_ setting: Setting) throws(DialogueError) -> [String] {
    let words = try setting.string().split(separator: " ").map { String($0) }
    for word in words where !word.utf8.allSatisfy(isWordByte) {
        throw .invalid(
            at: setting.pointer, reason: "holds \"\(word)\": write words in lower case letters, numbers in words")
    }
    return words
}

/// Lower case letters and the apostrophe.
func isWordByte(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || byte == 0x27 }

private func isNameByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x5F
}
