import Models
import Taint

/// Compiles what an agent's callers may say into a grammar in JSpeech Grammar Format (W3C note of 5 June 2000) for a
/// recogniser: all intents, and for each slot an answer to the question for it. Weights make short answers, into which
/// noise is easily heard, less likely than whole sentences, unless the agent has just asked for them.
struct GrammarBuilder {
    let slots: [Slot]
    let intents: [Intent]

    /// The grammar after the question for that slot, or when nothing was asked.
    func grammar(asking asked: String?) -> SpeechGrammar {
        let text = (["#JSGF V1.0;", "grammar agent;"] + rules(asked)).joined(separator: "\n") + "\n"
        return SpeechGrammar(name: "agent-" + digest(text), jsgf: text, words: words(of: text))
    }

    private func rules(_ asked: String?) -> [String] {
        var rules = [
            "public <utterance> = [<filler>] <sentence> [<ending>];",
            "<filler> = um | uh | hello | hi | please | okay;",
            "<ending> = please | thank you;", "<sentence> = \(sentences(asked).joined(separator: " | "));",
        ]
        for (index, intent) in intents.enumerated() {
            rules.append("<intent_\(index)> = \(intent.patterns.map(text).joined(separator: " | "));")
        }
        for slot in slots {
            let rule = "<\(identifier(slot.name))>"
            rules.append("\(rule) = \(SlotGrammar.values(slot));")
            rules.append("<answer_\(identifier(slot.name))> = \(SlotGrammar.answer(slot, rule: rule));")
        }
        if hasChoices {
            let places = Choice.words.joined(separator: " | ")
            rules.append("<choice> = [i would like | i will take | i'd like] the (\(places)) [one];")
        }
        return rules + SlotGrammar.shared(for: slots)
    }

    /// The sentences with their weights; the recogniser norms them. Digits and amounts are heard only when asked for.
    private func sentences(_ asked: String?) -> [String] {
        let whole = intents.indices.map { "/1/ <intent_\($0)>" }
        let answers = slots.compactMap { slot in
            (slot.name == asked ? "2" : SlotGrammar.weight(slot)).map { "/\($0)/ <answer_\(identifier(slot.name))>" }
        }
        return whole + answers + (hasChoices ? ["/0.05/ <choice>"] : [])
    }

    private var hasChoices: Bool { intents.contains { $0.offers != nil } }

    private func text(_ pattern: Pattern) -> String {
        switch pattern {
        case .word(let word): word
        case .slot(let name): "<\(identifier(name))>"
        case .sequence(let parts): parts.map(text).joined(separator: " ")
        case .alternatives(let parts): "(" + parts.map(text).joined(separator: " | ") + ")"
        case .optional(let part): "[" + text(part) + "]"
        }
    }

    /// Rule names of slots begin so that they cannot meet other rules' names.
    private func identifier(_ name: String) -> String { "slot_" + name.map { $0 == "-" ? "_" : String($0) }.joined() }

    /// Every word of the rules, sorted.
    private func words(of text: String) -> [String] {
        var words: Set<String> = []
        for line in text.split(separator: "\n").dropFirst(2) {
            let right = line.split(separator: "=", maxSplits: 1).last ?? ""
            for piece in right.split(whereSeparator: { " |()[];".contains($0) }) {
                if !piece.hasPrefix("<"), !piece.hasPrefix("/") { words.insert(String(piece)) }
            }
        }
        return words.sorted()
    }

    /// FNV-1a, 64 bits: names a grammar for caches, nothing more.
    private func digest(_ text: String) -> String {
        let hash = text.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
