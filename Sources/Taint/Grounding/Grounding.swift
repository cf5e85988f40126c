import Primitives

/// Whether a proposed call follows from what the caller said.
package struct Grounding: Equatable, Sendable {
    /// Whether every critical argument does.
    package var grounded: Bool { ungrounded.isEmpty }
    /// Whether the caller asked for this kind of action.
    package var verbGrounded: Bool
    /// The names of the critical arguments that do not, sorted as the rules list them.
    package var ungrounded: [String]

    /// That finding.
    package init(verbGrounded: Bool, ungrounded: [String]) {
        self.verbGrounded = verbGrounded
        self.ungrounded = ungrounded
    }
}

/// What arguments may be derived from.
package struct GroundingFacts: Sendable {
    /// The caller's words.
    package var words: CallerWords
    /// Values from trusted places: the tenant's configuration, results of tools registered as trusted.
    package var trusted: [ArgumentValue]
    /// The records of the tools' results in this session.
    package var records: [GroundingRecord]
    /// Today, where the tenant is.
    package var today: CivilDate

    /// Those facts.
    package init(
        words: CallerWords, trusted: [ArgumentValue] = [], records: [GroundingRecord] = [], today: CivilDate
    ) {
        self.words = words
        self.trusted = trusted
        self.records = records
        self.today = today
    }
}

/// A tool's rules of grounding. The question is never whether a value was copied from an untrusted place, which a model
/// can hide, but whether it follows from the caller's words by typed rules. What does not is not grounded.
package struct GroundingRules: Sendable {
    /// The phrases by which a caller asks for this kind of action.
    package var asks: VerbGrounding
    /// The arguments that must be grounded.
    package var arguments: [CriticalArgument]

    /// Those rules; `asks` empty means that nobody needs to ask for it.
    package init(asks: [String], arguments: [CriticalArgument]) {
        self.asks = VerbGrounding(asks)
        self.arguments = arguments
    }

    /// Holds a call's arguments against the facts. An absent argument has nothing to be grounded.
    package func ground(_ arguments: [(name: String, value: ArgumentValue)], in facts: GroundingFacts) -> Grounding {
        let ungrounded = self.arguments.filter { critical in
            arguments.contains { sameBytes($0.name, critical.name) && !Self.isGrounded($0.value, critical, facts) }
        }
        return Grounding(verbGrounded: asks.isAsked(in: facts.words), ungrounded: ungrounded.map(\.name))
    }

    private static func isGrounded(_ value: ArgumentValue, _ critical: CriticalArgument, _ facts: GroundingFacts)
        -> Bool
    {
        if case .compound = value { return false }
        if let text = value.text, !isPlain(text) { return false }
        if facts.trusted.contains(where: value.isSame) { return true }
        let derivation = Derivation(value: value, today: facts.today)
        if facts.words.utterances.contains(where: { derivation.follows(from: $0, as: critical) }) { return true }
        switch critical.type {
        case .identifier: return RecordLookup(facts).names(value)
        case .phone: return derivation.isPhone(in: facts.words)
        default: return false
        }
    }

    /// Whether a text shows what it holds: nothing invisible, no mixed scripts, not long.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= 500
            && !text.unicodeScalars.contains { PlainText.isInvisible($0) || PlainText.isControl($0) }
            && !text.split(whereSeparator: \.isWhitespace).contains(where: PlainText.mixesScripts)
    }
}
