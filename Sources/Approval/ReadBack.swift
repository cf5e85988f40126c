import Models
import Primitives
import Wire

/// How a call is read back to the caller: a template of the tenant's with typed places, filled by the gateway from the
/// exact arguments. `book a {service} on {day|date} at {time|time}[ for {name}]`; a part in brackets is said only when
/// its arguments are there.
package struct ReadBack: Sendable {
    private struct Part: Sendable {
        let template: SpokenTemplate
        let isOptional: Bool
    }

    private let parts: [Part]

    /// Reads a template; throws `ToolDefinitionError.template`.
    package init(_ source: String) throws(ToolDefinitionError) {
        var parts: [Part] = []
        var rest = Substring(source)
        while let open = Self.bracket(in: rest) {
            guard let close = Self.bracket(in: rest[open...].dropFirst(), "]") else {
                throw .template("a '[' without its ']'")
            }
            parts.append(try Self.part(rest[..<open], isOptional: false))
            parts.append(try Self.part(rest[rest.index(after: open)..<close], isOptional: true))
            rest = rest[rest.index(after: close)...]
        }
        parts.append(try Self.part(rest, isOptional: false))
        self.parts = parts
    }

    /// The first bracket that is not part of a place: `{slots[].time}` has one that is.
    private static func bracket(in source: Substring, _ bracket: Character = "[") -> Substring.Index? {
        var isPlace = false
        return source.indices.first { index in
            if source[index] == "{" { isPlace = true }
            if source[index] == "}" { isPlace = false }
            return !isPlace && source[index] == bracket
        }
    }

    private static func part(_ source: Substring, isOptional: Bool) throws(ToolDefinitionError) -> Part {
        do {
            let template = try SpokenTemplate(String(source))
            guard !template.places.contains(where: { $0.formats.contains(where: isVague) }) else {
                throw ToolDefinitionError.template("a read-back says times exactly and lists in full: use time-exact")
            }
            return Part(template: template, isOptional: isOptional)
        } catch {
            throw error as? ToolDefinitionError ?? .template("\(error)")
        }
    }

    /// Formats under which two different values sound the same.
    private static func isVague(_ format: SpokenTemplate.Format) -> Bool {
        format == .time(exact: false) || format == .count
    }

    /// Whether the argument is part of what is said.
    package func mentions(_ name: String) -> Bool {
        parts.contains { $0.template.names.contains { $0.utf8.elementsEqual(name.utf8) } }
    }

    /// What the caller hears. Nothing when an argument is missing, cannot be spoken, or would not be heard.
    package func text(for arguments: JSON, today: CivilDate) -> String? {
        guard let members = arguments.objectValue?.members, members.allSatisfy({ isHeard($0.value, at: [$0.key]) })
        else { return nil }
        var said = ""
        for part in parts {
            let present = part.template.names.filter { arguments[$0] != nil }
            if part.isOptional, present.isEmpty { continue }
            guard let words = try? part.template.render(arguments, today: today) else { return nil }
            said += words
        }
        return "I am about to \(said)."
    }

    /// Whether everything in a value is said: each member of an object, and each element of an array.
    private func isHeard(_ value: JSON, at path: [String]) -> Bool {
        switch value {
        case .object(let object): object.members.allSatisfy { isHeard($0.value, at: path + [$0.key]) }
        case .array(let elements):
            elements.count <= longestList(at: path) && elements.allSatisfy { isHeard($0, at: path) }
        case .null, .bool, .number, .string: places.contains { Self.same($0.path, path) }
        }
    }

    /// How many elements of an array are said: of the places within it the one that says the fewest decides.
    private func longestList(at path: [String]) -> Int {
        let within = places.filter { Self.same(Array($0.path.prefix(path.count)), path) }
        return within.map { $0.formats.compactMap(Self.limit).min() ?? SpokenTemplate.standardList }.min() ?? 0
    }

    private static func limit(_ format: SpokenTemplate.Format) -> Int? {
        if case .list(let limit) = format { limit } else { nil }
    }

    private var places: [(path: [String], formats: [SpokenTemplate.Format])] { parts.flatMap(\.template.places) }

    private static func same(_ left: [String], _ right: [String]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { $0.utf8.elementsEqual($1.utf8) }
    }
}
