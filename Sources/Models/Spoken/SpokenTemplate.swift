import Primitives
import Taint
import Wire

/// A sentence with places for values: `book a {service} on {day|date} at {time|time} for {name}`. A place is a path into
/// a JSON object and formats, applied from the left: `{result.slots[].time|time|list:3}`. `[]` walks over an array.
package struct SpokenTemplate: Sendable {
    /// How a value is said.
    package enum Format: Sendable, Equatable {
        /// A day, `2026-11-24`, in words.
        case date
        /// A time, `10:30`, in words; with the half of the day when exact.
        case time(exact: Bool)
        /// An amount in major or minor units of a currency.
        case money(currency: String, minor: Bool)
        /// Digit by digit.
        case digits
        /// A whole number in words.
        case number
        /// A name.
        case name
        /// Any text as it is, for trusted texts; the output guard still sees it.
        case text
        /// How many elements an array has, in words.
        case count
        /// The first elements of an array as a list, at most so many.
        case list(Int)
    }

    /// How many elements of an array are said when no format says otherwise.
    package static let standardList = 20

    private enum Part: Sendable {
        case literal(String)
        case place(name: String, path: [String], formats: [Format])
    }

    private let parts: [Part]

    /// Parses a template.
    package init(_ source: String) throws(SpokenTemplateError) {
        var (parts, rest) = ([Part](), Substring(source))
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { parts.append(.literal(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}") else { throw .unclosed }
            parts.append(try Self.place(rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        guard !rest.contains("}") else { throw .unclosed }
        if !rest.isEmpty { parts.append(.literal(String(rest))) }
        self.parts = parts
    }

    /// The first key of each place's path, in order: what the values must hold.
    package var names: [String] { parts.compactMap { if case .place(_, let path, _) = $0 { path.first } else { nil } } }

    /// Each place's path, without the signs for arrays, and its formats, in order.
    package var places: [(path: [String], formats: [Format])] {
        parts.compactMap {
            if case .place(_, let path, let formats) = $0 { (path.filter { $0 != "[]" }, formats) } else { nil }
        }
    }

    /// The sentence with the values of `json` in its places. `today` lets dates leave out this year.
    package func render(_ json: JSON, today: CivilDate? = nil) throws(SpokenTemplateError) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .literal(let literal): text += literal
            case .place(let name, let path, let formats):
                let speaker = ValueSpeaker(place: name, formats: formats, today: today)
                text += try speaker.say(Self.value(at: path[...], in: json))
            }
        }
        return text
    }

    private static func place(_ source: Substring) throws(SpokenTemplateError) -> Part {
        let pieces = source.split(separator: "|", omittingEmptySubsequences: false).map(trimmed)
        let path = pieces[0].split(separator: ".", omittingEmptySubsequences: false).flatMap { step in
            step.hasSuffix("[]") ? [String(step.dropLast(2)), "[]"] : [String(step)]
        }
        guard path.allSatisfy({ !$0.isEmpty }) else { throw .badPlace(String(source)) }
        var formats: [Format] = []
        for piece in pieces.dropFirst() { formats.append(try format(piece)) }
        return .place(name: pieces[0], path: path, formats: formats)
    }

    private static func format(_ text: String) throws(SpokenTemplateError) -> Format {
        let parts = text.split(separator: ":", maxSplits: 1).map { String($0) }
        let argument = parts.count == 2 ? parts[1] : nil
        switch (parts.first ?? "", argument) {
        case ("date", nil): return .date
        case ("time", nil): return .time(exact: false)
        case ("time-exact", nil): return .time(exact: true)
        case ("money", let currency?) where currency.utf8.count == 3: return .money(currency: currency, minor: false)
        case ("money-minor", let currency?) where currency.utf8.count == 3:
            return .money(currency: currency, minor: true)
        case ("digits", nil): return .digits
        case ("number", nil): return .number
        case ("name", nil): return .name
        case ("text", nil): return .text
        case ("count", nil): return .count
        case ("list", let limit?):
            guard let limit = Int(limit), (1...20).contains(limit) else { throw .unknownFormat(text) }
            return .list(limit)
        default: throw .unknownFormat(text)
        }
    }

    private static func value(at path: ArraySlice<String>, in json: JSON) -> JSON? {
        guard let step = path.first else { return json }
        guard step == "[]" else { return json[step].flatMap { value(at: path.dropFirst(), in: $0) } }
        let elements = json.arrayValue?.map { value(at: path.dropFirst(), in: $0) }
        return elements.map { .array($0.compactMap(\.self)) }
    }
}

private func trimmed(_ text: Substring) -> String {
    let kept = text.drop(while: \.isWhitespace)
    return String(kept.prefix(kept.count - kept.reversed().prefix(while: \.isWhitespace).count))
}

/// Why a template can't be parsed or rendered. Names places of the template, never values.
package enum SpokenTemplateError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A brace without its partner.
    case unclosed
    /// A place without a path.
    case badPlace(String)
    /// A format that does not exist.
    case unknownFormat(String)
    /// The values have nothing at that place.
    case missing(String)
    /// The value at that place is not of the format's type, or can't be said safely.
    case unspeakable(String)

    package var description: String {
        switch self {
        case .unclosed: "a brace of the template has no partner"
        case .badPlace(let place): "\"{\(place)}\" names no value"
        case .unknownFormat(let format):
            "\"\(format)\" is no format; formats are date, time, time-exact, money:USD, money-minor:USD, digits, number, name, text, count, list:3"
        case .missing(let place): "there is no value for \"{\(place)}\""
        case .unspeakable(let place): "the value for \"{\(place)}\" can't be said in its format"
        }
    }
}
