import Models
import Primitives
import Taint
import Wire

/// A dialogue by rules: intents with patterns, slots that are asked for, calls, and answers from templates. A pure
/// function of the configuration, the conversation and the day.
package struct DialogueEngine: Sendable {
    /// The most items of a conversation that are looked at, newest first.
    package static let itemLimit = 400
    /// The most words of an utterance.
    static let wordLimit = 200

    let configuration: DialogueConfiguration
    let today: CivilDate

    /// An engine for that agent on that day.
    package init(_ configuration: DialogueConfiguration, today: CivilDate) {
        self.configuration = configuration
        self.today = today
    }

    /// The reaction to the last item of the conversation.
    package func react(to conversation: [ConversationItem]) -> DialogueReaction { follow(conversation).reaction }

    /// The grammar for what the caller may say next.
    package func grammar(after conversation: [ConversationItem]) -> SpeechGrammar {
        let state = follow(conversation).state
        let asked =
            state.asked
            ?? configuration.intent(state.next)?.slots.first { slot in
                state.offers.first?[slot] != nil
            }
        return asked.flatMap { configuration.answerGrammars[$0] } ?? configuration.grammar
    }

    private func follow(_ conversation: [ConversationItem]) -> (reaction: DialogueReaction, state: DialogueState) {
        var state = DialogueState()
        var lastSaid = configuration.greeting ?? "How can I help you?"
        var reaction = DialogueReaction.say(lastSaid)
        for item in conversation.suffix(Self.itemLimit) {
            switch item {
            case .caller(let words): reaction = hear(words.value, &state, lastSaid: lastSaid)
            case .agent(let text): lastSaid = text
            case .toolCall: break
            case .toolResult(_, let name, let result):
                if let told = tell(name, result, &state) { reaction = told }
            }
        }
        return (reaction, state)
    }

    /// What the caller's words lead to.
    private func hear(_ text: String, _ state: inout DialogueState, lastSaid: String) -> DialogueReaction {
        let words = SpokenWord.texts(text, limit: Self.wordLimit)
        let reader = SlotReader(words: words, today: today)
        var understood = understand(words, reader)
        if let small = understood, isAside(small, reader, state) { understood = nil }
        if let understood, case .repeat_ = understood.intent.deed { return .say(lastSaid) }
        if let intent = configuration.intent(state.active), understood == nil || understood?.intent.name == intent.name
        {
            if fill(intent, reader, understood?.slots ?? [], &state) { return proceed(intent, &state) }
            if understood != nil { return proceed(intent, &state) }
        }
        if let understood { return begin(understood.intent, understood.slots, reader, &state) }
        if let intent = configuration.intent(state.next), state.active == nil, goesOn(intent, words, reader, &state) {
            return proceed(intent, &state)
        }
        return missed(&state)
    }

    /// What an utterance was understood as.
    private typealias Understanding = (score: Int, intent: Intent, slots: [(name: String, value: JSON)])

    /// Whether a word or two came with the answer to a question: `thanks, it's anna`, `tuesday, no, wednesday`.
    private func isAside(_ understood: Understanding, _ reader: SlotReader, _ state: DialogueState) -> Bool {
        guard let slot = state.asked.flatMap(configuration.slot) else { return false }
        switch understood.intent.deed {
        case .say: if understood.score > 4 { return false }
        case .abandon: if understood.score > 2 { return false }
        case .call, .repeat_: return false
        }
        return !reader.read(slot, wanted: true).isEmpty
    }

    /// The intent that the words match best, with the slots its pattern caught.
    private func understand(_ words: [String], _ reader: SlotReader) -> Understanding? {
        let pairs = configuration.slots.map { ($0.name, reader.read($0, wanted: true)) }
        let readings = Dictionary(pairs) { first, _ in first }
        var best: Understanding?
        for intent in configuration.intents {
            for pattern in intent.patterns {
                var matcher = PatternMatcher(words: words, readings: readings)
                guard let found = matcher.best(pattern), found.score > best?.score ?? 0 else { continue }
                best = (found.score, intent, found.match.slots)
            }
        }
        return best
    }

    /// Begins with an intent: what it carries over, what its pattern caught, what else was said.
    private func begin(
        _ intent: Intent, _ caught: [(name: String, value: JSON)], _ reader: SlotReader, _ state: inout DialogueState
    ) -> DialogueReaction {
        state.misses = 0
        switch intent.deed {
        case .say(let sentences): return say(sentences, intent, &state)
        case .abandon(let sentences):
            state.settle()
            (state.offers, state.next) = ([], nil)
            return say(sentences, intent, &state)
        case .repeat_, .call:
            state.settle()
            state.active = intent.name
            for name in intent.carry where intent.allSlots.contains(name) { state.filled[name] = state.memory[name] }
            _ = fill(intent, reader, caught, &state)
            return proceed(intent, &state)
        }
    }

    /// Fills slots of the intent from the words; whether there were any.
    private func fill(
        _ intent: Intent, _ reader: SlotReader, _ caught: [(name: String, value: JSON)], _ state: inout DialogueState
    ) -> Bool {
        var values = caught.filter { intent.allSlots.contains($0.name) }
        for name in intent.allSlots where !values.contains(where: { $0.name == name }) {
            guard let slot = configuration.slot(name) else { continue }
            // The last value said is the one meant: "tuesday, no, wednesday".
            let found = reader.read(slot, wanted: state.asked == name)
            if let reading = slot.isOrdered ? found.last : found.first { values.append((name, reading.value)) }
        }
        for value in values { state.filled[value.name] = value.value }
        if !values.isEmpty { state.misses = 0 }
        return !values.isEmpty
    }

    /// Takes up the next intent when the caller chose an offer or said a value for it.
    private func goesOn(_ intent: Intent, _ words: [String], _ reader: SlotReader, _ state: inout DialogueState) -> Bool
    {
        let choice = Choice.read(words, among: state.offers)
        state.asked = intent.slots.first { state.memory[$0] == nil || !intent.carry.contains($0) }
        let before = state
        state.active = intent.name
        for name in intent.carry where intent.allSlots.contains(name) { state.filled[name] = state.memory[name] }
        let filled = fill(intent, reader, [], &state)
        for member in choice?.members ?? [] where intent.allSlots.contains(member.key) {
            state.filled[member.key] = member.value
        }
        if filled || choice != nil { return true }
        state = before
        state.asked = nil
        return false
    }

    /// Asks for the next slot, or calls.
    func proceed(_ intent: Intent, _ state: inout DialogueState) -> DialogueReaction {
        guard case .call(let call) = intent.deed else { return missed(&state) }
        if let name = intent.slots.first(where: { state.filled[$0] == nil }), let slot = configuration.slot(name) {
            return ask(slot, &state)
        }
        (state.asked, state.timesAsked) = (nil, 0)
        var arguments = JSONObject()
        for (name, source) in call.arguments {
            switch source {
            case .slot(let slot): arguments[name] = state.filled[slot]
            case .constant(let value): arguments[name] = value
            }
        }
        return .call(tool: call.tool, arguments: .object(arguments))
    }

    private func ask(_ slot: Slot, _ state: inout DialogueState) -> DialogueReaction {
        state.timesAsked = state.asked == slot.name ? state.timesAsked + 1 : 0
        state.asked = slot.name
        return .say(slot.ask[min(state.timesAsked, slot.ask.count - 1)])
    }

    private func say(_ sentences: [SpokenTemplate], _ intent: Intent, _ state: inout DialogueState) -> DialogueReaction
    {
        let turn = state.turns[intent.name, default: 0]
        state.turns[intent.name] = turn + 1
        let said = try? sentences[turn % sentences.count].render(.object(state.memory), today: today)
        return .say(said ?? configuration.fallbacks[0])
    }

    /// Nothing was understood: asks again for what it wanted, or says what it can do.
    private func missed(_ state: inout DialogueState) -> DialogueReaction {
        let sentence = configuration.fallbacks[min(state.misses, configuration.fallbacks.count - 1)]
        state.misses += 1
        guard let slot = state.asked.flatMap(configuration.slot), state.active != nil else { return .say(sentence) }
        guard case .say(let question) = ask(slot, &state) else { return .say(sentence) }
        return .say(sentence + " " + question)
    }
}

extension Slot {
    /// Whether the last of several values is the one meant.
    var isOrdered: Bool {
        switch kind {
        case .date, .time, .number, .money, .code: true
        case .enumeration, .name, .yesNo: false
        }
    }
}
