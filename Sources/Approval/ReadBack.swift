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
        while let open = rest.firstIndex(of: "[") {
            guard let close = rest[open...].firstIndex(of: "]") else { throw .template("a '[' without its ']'") }
            parts.append(try Self.part(rest[..<open], isOptional: false))
            parts.append(try Self.part(rest[rest.index(after: open)..<close], isOptional: true))
            rest = rest[rest.index(after: close)...]
        }
        parts.append(try Self.part(rest, isOptional: false))
        self.parts = parts
    }

    private static func part(_ source: Substring, isOptional: Bool) throws(ToolDefinitionError) -> Part {
        do { return Part(template: try SpokenTemplate(String(source)), isOptional: isOptional) } catch {
            throw .template(error.description)
        }
    }

    /// Whether the argument is part of what is said.
    package func mentions(_ name: String) -> Bool {
        parts.contains { $0.template.names.contains { $0.utf8.elementsEqual(name.utf8) } }
    }

    /// What the caller hears. Nothing when an argument is missing, cannot be spoken, or would not be heard.
    package func text(for arguments: JSON, today: CivilDate) -> String? {
        guard let members = arguments.objectValue?.members, members.allSatisfy({ mentions($0.key) }) else { return nil }
        var said = ""
        for part in parts {
            let present = part.template.names.filter { arguments[$0] != nil }
            if part.isOptional, present.isEmpty { continue }
            guard let words = try? part.template.render(arguments, today: today) else { return nil }
            said += words
        }
        return "I am about to \(said)."
    }
}
