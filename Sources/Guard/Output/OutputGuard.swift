import Taint

/// Checks each sentence before it is spoken. One value guards one session: it remembers the tail of what it let pass, so
/// that a secret split over sentences, or over answers, is found when its rest comes.
package struct OutputGuard: Sendable {
    /// How many bytes of passed speech are remembered.
    package static let tailLimit = 1024
    /// The longest sentence that is looked at, in bytes; a longer one is stopped.
    package static let sentenceLimit = 4096

    private let rules: OutputRules
    private var tail = ""

    /// A guard with those rules.
    package init(_ rules: OutputRules = OutputRules()) { self.rules = rules }

    /// Judges the next sentence. What passes is remembered as spoken.
    package mutating func check(_ sentence: String) -> OutputVerdict {
        guard sentence.utf8.count <= Self.sentenceLimit else { return .stop([GuardHit("size", .stop)]) }
        let clean = PlainText.cleaned(sentence)
        let findings = findings(in: clean)
        let hits = unique(findings.map(\.hit))
        if hits.contains(where: { $0.action == .stop }) { return .stop(hits) }
        let text = hits.isEmpty ? clean : masked(clean, findings.map(\.range))
        remember(text)
        return hits.isEmpty ? .pass(text) : .mask(text, hits)
    }

    /// What is in the sentence itself, and what only it and the tail together hold; the latter can't be masked.
    private func findings(in clean: String) -> [Finding] {
        let inside = scan(clean)
        guard !tail.isEmpty else { return inside }
        let joint = tail + " " + clean
        let split = tail.utf8.count + 1
        let found = scan(joint)
        let before = found.contains(where: \.range.isEmpty) ? Set(scan(tail).map(\.hit.rule)) : []
        let crossing = found.filter { finding in
            finding.range.upperBound > split && finding.range.lowerBound < split
                || finding.range.isEmpty && !before.contains(finding.hit.rule)
        }
        return inside + crossing.map { Finding(hit: GuardHit($0.hit.rule, .stop), range: 0..<0) }
    }

    private func scan(_ text: String) -> [Finding] {
        let words = SpokenWord.split(text)
        let texts = words.map { PlainText.folded($0.text) }
        let tokens = Token.split(text)
        let spelled = SpelledText.texts(in: texts)
        return CredentialScanner.scan(tokens, spelled: spelled)
            + rules.canaries.flatMap { $0.scan(text: text, spelled: spelled, words: texts) }
            + (rules.maskCards ? CardScanner.scan(words, texts: texts) : [])
            + rules.words.flatMap { $0.scan(words, texts: texts) }
    }

    private mutating func remember(_ text: String) {
        var bytes = Array((tail.isEmpty ? text : tail + " " + text).utf8.suffix(Self.tailLimit))
        while let first = bytes.first, first & 0xC0 == 0x80 { bytes.removeFirst() }
        tail = String(decoding: bytes, as: UTF8.self)
    }

    private func masked(_ text: String, _ ranges: [Range<Int>]) -> String {
        let bytes = Array(text.utf8)
        var (out, position) = ([UInt8](), 0)
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.upperBound > position {
            if range.lowerBound >= position {
                out += bytes[position..<range.lowerBound] + rules.replacement.utf8
            }
            position = range.upperBound
        }
        return String(decoding: out + bytes[position...], as: UTF8.self)
    }

    private func unique(_ hits: [GuardHit]) -> [GuardHit] {
        var seen: Set<GuardHit> = []
        return hits.filter { seen.insert($0).inserted }
    }
}

/// What the output guard looks for besides credentials.
package struct OutputRules: Sendable {
    /// The planted secrets of this session's prompts.
    package var canaries: [Canary]
    /// The tenant's lists of words.
    package var words: [WordRule]
    /// Whether payment card numbers are masked.
    package var maskCards: Bool
    /// What is spoken in the place of something masked.
    package var replacement: String

    /// Those rules.
    package init(
        canaries: [Canary] = [], words: [WordRule] = [], maskCards: Bool = true,
        replacement: String = "something I may not say"
    ) {
        self.canaries = canaries
        self.words = words
        self.maskCards = maskCards
        self.replacement = replacement
    }
}
