/// What a caller may say, as a small grammar: words, `(this | that)`, `[perhaps]` and `{slot}`.
indirect enum Pattern: Sendable, Equatable {
    /// One word.
    case word(String)
    /// A place for a slot's value.
    case slot(String)
    /// One after the other.
    case sequence([Pattern])
    /// One of them.
    case alternatives([Pattern])
    /// Perhaps.
    case optional(Pattern)

    /// The slots that it names.
    var slots: [String] {
        switch self {
        case .word: []
        case .slot(let name): [name]
        case .sequence(let parts), .alternatives(let parts): parts.flatMap(\.slots)
        case .optional(let part): part.slots
        }
    }

    /// The fewest literal words that a match has.
    var fewestWords: Int {
        switch self {
        case .word: 1
        case .slot, .optional: 0
        case .sequence(let parts): parts.reduce(0) { $0 + $1.fewestWords }
        case .alternatives(let parts): parts.map(\.fewestWords).min() ?? 0
        }
    }
}

/// Reads a pattern. Nesting is bounded.
struct PatternParser {
    /// Why a pattern can't be read.
    enum Failure: String, Error {
        case unbalanced = "has a bracket without its partner"
        case empty = "has an empty part"
        case badWord = "holds a word that is not in lower case letters"
        case tooDeep = "is nested too deeply"
    }

    private static let depthLimit = 12

    private var tokens: [String]
    private var position = 0

    /// Parses `source`.
    static func parse(_ source: String) throws(Failure) -> Pattern {
        var parser = PatternParser(source)
        let pattern = try parser.alternatives(depth: 0)
        guard parser.position == parser.tokens.count else { throw .unbalanced }
        return pattern
    }

    private init(_ source: String) {
        tokens = [""]
        for character in source {
            if "()[]|{}".contains(character) {
                tokens += [String(character), ""]
            } else if character == " " || character == "\n" || character == "\t" {
                tokens.append("")
            } else {
                tokens[tokens.count - 1].append(character)
            }
        }
        tokens.removeAll(where: \.isEmpty)
    }

    private var next: String? { position < tokens.count ? tokens[position] : nil }

    private mutating func alternatives(depth: Int) throws(Failure) -> Pattern {
        guard depth < Self.depthLimit else { throw .tooDeep }
        var choices = [try sequence(depth: depth)]
        while next == "|" {
            position += 1
            choices.append(try sequence(depth: depth))
        }
        return choices.count == 1 ? choices[0] : .alternatives(choices)
    }

    private mutating func sequence(depth: Int) throws(Failure) -> Pattern {
        var parts: [Pattern] = []
        while let token = next, ![")", "]", "|", "}"].contains(token) { parts.append(try part(token, depth: depth)) }
        guard !parts.isEmpty else { throw .empty }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func part(_ token: String, depth: Int) throws(Failure) -> Pattern {
        position += 1
        switch token {
        case "(": return try closed(by: ")", try alternatives(depth: depth + 1))
        case "[": return .optional(try closed(by: "]", try alternatives(depth: depth + 1)))
        case "{":
            guard let name = next, name != "}" else { throw .empty }
            position += 1
            return try closed(by: "}", .slot(name))
        default:
            guard token.utf8.allSatisfy(isWordByte) else { throw .badWord }
            return .word(token)
        }
    }

    private mutating func closed(by bracket: String, _ pattern: Pattern) throws(Failure) -> Pattern {
        guard next == bracket else { throw .unbalanced }
        position += 1
        return pattern
    }
}
