import Models
import Taint
import Wire

extension DialogueEngine {
    /// The largest result that is read, in bytes.
    private static let resultLimit = 262_144

    /// What a tool's result leads to; nothing when the caller spoke before the call ran, for then that was answered.
    func tell(_ tool: String, _ result: Labeled<String>, _ state: inout DialogueState) -> DialogueReaction? {
        let bytes = Array(result.value.utf8)
        let json = bytes.count <= Self.resultLimit ? (try? JSON.parse(bytes)) ?? .null : .null
        let isOurs = result.label.integrity == .operator_
        if isOurs, json["status"]?.stringValue == "overtaken" { return nil }
        guard let (intent, call) = calling(tool, state) else { return .say(configuration.fallbacks[0]) }
        let values = state.filled
        state.settle()
        (state.offers, state.next) = ([], nil)
        if !isOurs || json["status"]?.stringValue == nil {
            state.next = intent.next
            state.offers = offers(intent, in: json)
            for (slot, field) in intent.remember { state.memory[slot] = json[field] ?? state.memory[slot] }
        }
        return .say(
            call.answer.say(Labeled(json, result.label), values: values, standard: configuration.statuses, today: today)
        )
    }

    /// The intent whose call has ended.
    private func calling(_ tool: String, _ state: DialogueState) -> (Intent, Intent.ToolCall)? {
        let active = configuration.intent(state.active)
        for intent in [active].compactMap(\.self) + configuration.intents {
            if case .call(let call) = intent.deed, call.tool == tool { return (intent, call) }
        }
        return nil
    }

    private func offers(_ intent: Intent, in result: JSON) -> [JSONObject] {
        guard let offers = intent.offers else { return [] }
        let list = offers.path.reduce(Optional(result)) { $0?[$1] }?.arrayValue ?? []
        return list.prefix(20).map { element in
            var choice = JSONObject()
            for (slot, field) in offers.slots { choice[slot] = field == "." ? element : element[field] }
            return choice
        }
    }
}

/// Which of the offered choices a caller means: `the first one`, `number two`, `the last`.
enum Choice {
    private static let order = ["first", "second", "third", "fourth", "fifth"]

    /// The words that choose, for grammars.
    static let words = order.prefix(3) + ["last"]

    /// The choice that `words` mean among those.
    static func read(_ words: [String], among offers: [JSONObject]) -> JSONObject? {
        guard !offers.isEmpty else { return nil }
        if words.contains("last") { return offers.last }
        guard let index = words.lazy.compactMap({ order.firstIndex(of: $0) }).first, index < offers.count else {
            return nil
        }
        return offers[index]
    }
}
