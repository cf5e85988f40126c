import Models
import Wire

/// The `dialogue` section of an agent, read and checked.
package struct DialogueConfiguration: Sendable {
    /// The most intents and slots of one agent.
    package static let limit = 100

    /// What the agent says when it is asked before the caller said anything.
    package let greeting: String?
    /// What callers may say when nothing was asked, for a recogniser.
    package let grammar: SpeechGrammar
    /// What callers may say after the question for a slot, by the slot's name: the same sentences, other weights.
    package let answerGrammars: [String: SpeechGrammar]
    /// The names of the tools that it may call, each once, sorted.
    package let tools: [String]

    let fallbacks: [String]
    let slots: [Slot]
    let intents: [Intent]
    let statuses: [String: SpokenTemplate]

    /// Reads the section. Every name that it uses must be defined in it.
    package init(_ json: JSON) throws(DialogueError) {
        let root = Setting(json: json, pointer: "")
        try root.allow("greeting", "fallback", "slots", "intents", "statuses")
        greeting = try root.optional("greeting")?.string()
        fallbacks = try root.required("fallback").strings()
        guard !fallbacks.isEmpty else { throw .missing(at: "/fallback/0") }
        var (slots, intents) = ([Slot](), [Intent]())
        for (name, setting) in try root.optional("slots")?.members() ?? [] {
            slots.append(try Slot(setting, name: name))
        }
        for (name, setting) in try root.required("intents").members() {
            intents.append(try Intent(setting, name: name))
        }
        guard intents.count <= Self.limit else { throw .tooMany(at: "/intents", limit: Self.limit) }
        guard slots.count <= Self.limit else { throw .tooMany(at: "/slots", limit: Self.limit) }
        statuses =
            try root.optional("statuses").map { setting throws(DialogueError) in try Answer.statuses(setting) } ?? [:]
        try Self.check(intents, slots)
        (self.slots, self.intents) = (slots, intents)
        let builder = GrammarBuilder(slots: slots, intents: intents)
        grammar = builder.grammar(asking: nil)
        answerGrammars = Dictionary(slots.map { ($0.name, builder.grammar(asking: $0.name)) }) { first, _ in first }
        tools = Set(intents.compactMap { if case .call(let call) = $0.deed { call.tool } else { nil } }).sorted()
    }

    /// The slot of that name.
    func slot(_ name: String) -> Slot? { slots.first { $0.name == name } }

    /// The intent of that name.
    func intent(_ name: String?) -> Intent? { intents.first { $0.name == name } }

    private static func check(_ intents: [Intent], _ slots: [Slot]) throws(DialogueError) {
        let known = Set(slots.map(\.name))
        for intent in intents {
            let place = "/intents/\(intent.name)"
            var uses = intent.patterns.flatMap(\.slots).map { ("patterns", $0) } + intent.slots.map { ("slots", $0) }
            uses += intent.optional.map { ("optional", $0) } + intent.carry.map { ("carry", $0) }
            uses += intent.offers?.slots.map { ("offers", $0.slot) } ?? []
            uses += intent.remember.map { ("remember", $0.slot) }
            if case .call(let call) = intent.deed {
                uses += call.arguments.compactMap {
                    if case .slot(let slot) = $0.source { ("call/arguments", slot) } else { nil }
                }
            }
            if let (key, name) = uses.first(where: { !known.contains($0.1) }) {
                throw .unknownName(at: "\(place)/\(key)", name: name)
            }
            if let next = intent.next, !intents.contains(where: { $0.name == next }) {
                throw .unknownName(at: "\(place)/next", name: next)
            }
        }
    }
}
