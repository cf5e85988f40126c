import Models
import Taint
import Wire

/// Something a caller may want.
struct Intent: Sendable {
    /// What an agent does about it.
    enum Deed: Sendable {
        /// Says one of these sentences, in turn.
        case say([SpokenTemplate])
        /// Calls a tool and tells its result.
        case call(ToolCall)
        /// Gives up what it was asking for, and says so.
        case abandon([SpokenTemplate])
        /// Says again what it said last.
        case repeat_
    }

    /// A call with arguments from slots.
    struct ToolCall: Sendable {
        var tool: String
        /// Each argument: from a slot or a constant.
        var arguments: [(name: String, source: Source)]
        var answer: Answer

        enum Source: Sendable {
            case slot(String)
            case constant(JSON)
        }
    }

    let name: String
    let patterns: [Pattern]
    /// The slots that must be filled, in the order in which they are asked for.
    let slots: [String]
    /// The slots that are taken when the caller says them.
    let optional: [String]
    /// The slots that keep their value from earlier in the conversation.
    let carry: [String]
    let deed: Deed
    /// The intent that a caller means who goes on with a value for one of its slots.
    let next: String?
    /// Where the result lists what the caller may choose from, and which slots a choice fills from which fields; the
    /// field `.` is the element itself.
    let offers: (path: [String], slots: [(slot: String, field: String)])?
    /// Which slots are remembered from which fields of the result.
    let remember: [(slot: String, field: String)]

    init(_ setting: Setting, name: String) throws(DialogueError) {
        self.name = name
        try setting.allow(
            "patterns", "slots", "optional", "carry", "say", "call", "abandon", "repeat", "next", "offers", "remember")
        var patterns: [Pattern] = []
        for pattern in try setting.required("patterns").elements() { patterns.append(try Self.pattern(pattern)) }
        self.patterns = patterns
        slots = try setting.optional("slots")?.strings() ?? []
        optional = try setting.optional("optional")?.strings() ?? []
        carry = try setting.optional("carry")?.strings() ?? []
        deed = try Self.deed(setting)
        next = try setting.optional("next")?.string()
        offers = try Self.offers(setting)
        remember = try Self.fields(try setting.optional("remember"))
    }

    /// All slots that it can use.
    var allSlots: [String] { slots + optional.filter { !slots.contains($0) } }

    private static func pattern(_ setting: Setting) throws(DialogueError) -> Pattern {
        do {
            let pattern = try PatternParser.parse(try setting.string())
            guard pattern.fewestWords > 0 else {
                throw DialogueError.invalid(at: setting.pointer, reason: "needs at least one word that is not optional")
            }
            return pattern
        } catch let failure as PatternParser.Failure {
            throw .invalid(at: setting.pointer, reason: failure.rawValue)
        } catch let error as DialogueError {
            throw error
        } catch {
            throw .invalid(at: setting.pointer, reason: "can't be read")
        }
    }

    private static func deed(_ setting: Setting) throws(DialogueError) -> Deed {
        let say = try templates(try setting.optional("say"))
        if let call = try setting.optional("call") {
            guard say.isEmpty else {
                throw .invalid(
                    at: setting.pointer + "/say", reason: "has no place beside a call: its answers are in call/answers")
            }
            return .call(try Self.call(call))
        }
        if try setting.optional("repeat")?.bool() ?? false { return .repeat_ }
        guard !say.isEmpty else { throw .missing(at: setting.pointer + "/say") }
        return try setting.optional("abandon")?.bool() ?? false ? .abandon(say) : .say(say)
    }

    private static func templates(_ setting: Setting?) throws(DialogueError) -> [SpokenTemplate] {
        var templates: [SpokenTemplate] = []
        for element in try setting?.elements() ?? [] { templates.append(try element.template()) }
        return templates
    }

    private static func call(_ setting: Setting) throws(DialogueError) -> ToolCall {
        try setting.allow("tool", "arguments", "answers")
        var arguments: [(name: String, source: ToolCall.Source)] = []
        for (name, value) in try setting.optional("arguments")?.members() ?? [] {
            let text = value.json.stringValue ?? ""
            let isSlot = text.hasPrefix("{") && text.hasSuffix("}")
            arguments.append((name, isSlot ? .slot(String(text.dropFirst().dropLast())) : .constant(value.json)))
        }
        return ToolCall(
            tool: try setting.required("tool").string(), arguments: arguments,
            answer: try Answer(try setting.required("answers")))
    }

    private static func offers(_ setting: Setting) throws(DialogueError) -> (
        path: [String], slots: [(slot: String, field: String)]
    )? {
        guard let offers = try setting.optional("offers") else { return nil }
        try offers.allow("from", "slots")
        let fields = try fields(try offers.required("slots"))
        return (try offers.required("from").string().split(separator: ".").map { String($0) }, fields)
    }

    private static func fields(_ setting: Setting?) throws(DialogueError) -> [(slot: String, field: String)] {
        var fields: [(slot: String, field: String)] = []
        for (slot, field) in try setting?.members() ?? [] { fields.append((slot, try field.string())) }
        return fields
    }
}
