import Wire

/// Finds the best place of an utterance that a pattern matches.
struct PatternMatcher {
    /// A match: how many words it took, the literal ones among them, and the slots' values.
    struct Match {
        var end: Int
        var literals = 0
        var slots: [(name: String, value: JSON)] = []
    }

    /// The most partial matches that are followed at once, and the most steps of one search.
    private static let breadth = 64
    private static let stepLimit = 50_000

    private let words: [String]
    /// What each slot reads at each word.
    private let readings: [String: [SlotReading]]
    private var steps = 0

    /// A matcher of an utterance's words with the readings of the slots in it.
    init(words: [String], readings: [String: [SlotReading]]) {
        self.words = words.map { $0.filter { $0 != "'" } }
        self.readings = readings
    }

    /// The match with the most words, wherever it begins; nothing without a literal word.
    mutating func best(_ pattern: Pattern) -> (score: Int, match: Match)? {
        var best: (score: Int, match: Match)?
        for start in words.indices {
            for match in advance(pattern, [Match(end: start)]) where match.literals > 0 {
                // Literal words weigh more than slots: they say what the caller wants.
                let score = (match.end - start) + match.literals
                if score > best?.score ?? 0 { best = (score, match) }
            }
        }
        return best
    }

    private mutating func advance(_ pattern: Pattern, _ matches: [Match]) -> [Match] {
        steps += 1
        guard steps < Self.stepLimit, !matches.isEmpty else { return [] }
        switch pattern {
        case .word(let word):
            let plain = word.filter { $0 != "'" }
            return matches.compactMap { match in
                guard match.end < words.count, words[match.end].utf8.elementsEqual(plain.utf8) else { return nil }
                return Match(end: match.end + 1, literals: match.literals + 1, slots: match.slots)
            }
        case .slot(let name):
            return matches.flatMap { match in
                (readings[name] ?? []).filter { $0.words.lowerBound == match.end }.map { reading in
                    Match(
                        end: reading.words.upperBound, literals: match.literals,
                        slots: match.slots + [(name, reading.value)])
                }
            }
        case .sequence(let parts):
            var open = matches
            for part in parts { open = Array(advance(part, open).prefix(Self.breadth)) }
            return open
        case .alternatives(let parts):
            var found: [Match] = []
            for part in parts { found += advance(part, matches) }
            return Array(found.prefix(Self.breadth))
        case .optional(let part):
            return Array((advance(part, matches) + matches).prefix(Self.breadth))
        }
    }
}
