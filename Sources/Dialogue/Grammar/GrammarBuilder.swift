import Models
import Taint

/// Compiles what an agent's callers may say into a grammar in JSpeech Grammar Format (W3C note of 5 June 2000) for a
/// recogniser: all intents, and for each slot an answer to the question for it.
struct GrammarBuilder {
    private static let fillers = "um | uh | hello | hi | well | okay | yes | please"
    private static let endings = "please | thank you | thanks"

    let slots: [Slot]
    let intents: [Intent]

    func grammar() -> SpeechGrammar {
        let text = (["#JSGF V1.0;", "grammar agent;"] + rules()).joined(separator: "\n") + "\n"
        return SpeechGrammar(name: "agent-" + digest(text), jsgf: text, words: words(of: text))
    }

    private func rules() -> [String] {
        var rules = [
            "public <utterance> = [<filler>] [<filler>] <sentence> [<ending>];", "<filler> = \(Self.fillers);",
        ]
        rules.append("<ending> = \(Self.endings);")
        let answers = slots.map { "<answer_\(identifier($0.name))>" }
        let choices = intents.contains { $0.offers != nil } ? ["<choice>"] : []
        let sentences = intents.indices.map { "<intent_\($0)>" } + answers + choices
        rules.append("<sentence> = \(sentences.joined(separator: " | "));")
        for (index, intent) in intents.enumerated() {
            rules.append("<intent_\(index)> = \(intent.patterns.map(text).joined(separator: " | "));")
        }
        for slot in slots {
            rules.append("<\(identifier(slot.name))> = \(SlotGrammar.values(slot));")
            rules.append(
                "<answer_\(identifier(slot.name))> = \(SlotGrammar.answer(slot, rule: "<\(identifier(slot.name))>"));")
        }
        if !choices.isEmpty {
            rules.append(
                "<choice> = [i would like | i will take | i'd like] the (\(Choice.words.joined(separator: " | "))) [one];"
            )
        }
        return rules + SlotGrammar.shared(for: slots)
    }

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
            for piece in right.split(whereSeparator: { " |()[];".contains($0) }) where !piece.hasPrefix("<") {
                words.insert(String(piece))
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
