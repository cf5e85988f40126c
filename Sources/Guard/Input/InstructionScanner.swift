import Taint

/// Looks for text that talks to a model rather than carrying data. Easy to evade, so it only ever adds a signal.
enum InstructionScanner {
    /// A group of phrases that say the same kind of thing.
    private struct Group {
        let signal: InputSignal
        let phrases: [[String]]
        init(_ name: String, _ weight: Int, _ phrases: [String]) {
            signal = InputSignal(name, weight)
            self.phrases = phrases.map { SpokenWord.texts($0) }
        }
    }

    /// Words that may stand between two words of a phrase.
    private static let gap = 3

    private static let groups: [Group] = [
        Group(
            "instruction.override", 60,
            [
                "ignore previous instructions", "ignore prior instructions", "ignore above instructions",
                "ignore your instructions", "ignore instructions", "disregard previous", "disregard instructions",
                "forget your instructions", "forget previous instructions", "override your instructions",
                "new instructions",
                "instead of your instructions", "do not follow your",
            ]),
        Group(
            "instruction.role", 40,
            [
                "you are now", "system prompt", "system message", "developer message", "as an ai", "act as",
                "pretend to be", "developer mode", "jailbreak", "dear assistant", "note to assistant", "note to the ai",
                "attention assistant", "important message to",
            ]),
        Group(
            "instruction.secret", 50,
            [
                "reveal your", "repeat your instructions", "print your instructions", "read out the secret",
                "say the secret",
                "tell the password", "what is your prompt", "send the password", "exfiltrate",
            ]),
        Group(
            "instruction.conceal", 50,
            [
                "do not tell the user", "do not tell the caller", "dont tell the user", "dont tell the caller",
                "without telling", "without asking", "do not mention this", "without confirmation", "already confirmed",
                "user has confirmed", "caller has confirmed", "no confirmation is needed", "skip the confirmation",
            ]),
        Group(
            "instruction.act", 40,
            [
                "call the tool", "call the function", "invoke the tool", "use the tool", "execute the following",
                "you must call", "you must now", "you must refund", "transfer the money", "issue a refund to",
                "before you answer", "before answering", "first call",
            ]),
    ]

    private static let markers = [
        "<|im_start|>", "<|im_end|>", "<|system|>", "[inst]", "[/inst]", "<<sys>>", "### instruction", "### system",
        "<system>",
        "</system>", "<assistant>", "system:", "assistant:", "\\n\\nhuman:", "tool_calls",
    ].map { Array($0.utf8) }

    /// The signals in `text`, which is looked at up to 4,000 words.
    static func signals(in text: String) -> [InputSignal] {
        let folded = PlainText.folded(text)
        let words = SpokenWord.texts(folded)
        var signals = groups.filter { group in group.phrases.contains { occurs($0, in: words) } }.map(\.signal)
        let bytes = Array(folded.lowercased().utf8)
        if markers.contains(where: { contains($0, in: bytes) }) {
            signals.append(InputSignal("instruction.marker", 50))
        }
        if Token.split(text).contains(where: isBlob) { signals.append(InputSignal("encoded-blob", 20)) }
        return signals
    }

    private static func occurs(_ phrase: [String], in words: [String]) -> Bool {
        guard let first = phrase.first else { return false }
        return words.indices.contains { start in
            guard words[start] == first else { return false }
            var position = start
            for word in phrase.dropFirst() {
                let reach = words[(position + 1)...].prefix(gap + 1)
                guard let next = reach.firstIndex(of: word) else { return false }
                position = next
            }
            return true
        }
    }

    private static func contains(_ needle: [UInt8], in bytes: [UInt8]) -> Bool {
        guard let first = needle.first, bytes.count >= needle.count else { return false }
        return (0...bytes.count - needle.count).contains { bytes[$0] == first && bytes[$0...].starts(with: needle) }
    }

    /// A long run of base64 or hex: data that hides what it says.
    private static func isBlob(_ token: Token) -> Bool {
        token.text.count >= 64 && token.text.allSatisfy(isKeyByte) && entropy(token.text) >= 3
    }
}
