/// Cuts a stream of text into whole sentences: pieces in, sentences out as soon as they are surely whole. Knows that the
/// point in `4.50`, `Dr. Lee`, `10 a.m. on` and `example.com` ends nothing. Bounded: a sentence without an end is cut.
package struct SentenceBuffer: Sendable {
    /// The most Unicode scalars that are held back before a cut is forced.
    package static let limit = 600

    private var held: [Unicode.Scalar] = []

    /// An empty buffer.
    package init() {}

    /// Takes the next piece of text and gives the sentences that are whole now, without spaces around them.
    package mutating func append(_ piece: String) -> [String] {
        var sentences: [String] = []
        for scalar in piece.unicodeScalars {
            held.append(scalar)
            // Only a sign that could complete an end, or the bound, is worth a look.
            if held.count >= Self.limit || !isInsideWord(scalar) { cut(into: &sentences) }
        }
        return sentences
    }

    /// Ends the text and gives what is left.
    package mutating func finish() -> [String] {
        held.append("\n")
        var sentences: [String] = []
        cut(into: &sentences)
        held = []
        return sentences
    }

    /// Forgets what is held, when the answer was stopped.
    package mutating func reset() { held = [] }

    private mutating func cut(into sentences: inout [String]) {
        while let end = sentenceEnd() ?? forcedEnd() {
            let sentence = trimmed(held[..<end])
            held.removeFirst(end)
            if !sentence.isEmpty { sentences.append(sentence) }
        }
    }

    /// One past the end of the first whole sentence; nothing while none is surely whole.
    private func sentenceEnd() -> Int? {
        for index in held.indices {
            switch held[index] {
            case "\n", "\r", "\u{2028}", "\u{2029}", "。", "！", "？": return index + 1
            case ".", "!", "?", "…":
                if let end = end(after: index) { return end }
            default: break
            }
        }
        return nil
    }

    private func end(after index: Int) -> Int? {
        var next = index + 1
        while next < held.count, isCloser(held[next]) { next += 1 }
        guard next < held.count, isSpace(held[next]) else { return nil }
        guard held[index] == ".", next == index + 1 || held[index + 1] != "." else { return next }
        let word = lastWord(before: index)
        if Self.titles.contains(word) || isInitial(before: index) || isListNumber(before: index) { return nil }
        guard Self.softEnds.contains(word) || word == "no" else { return next }
        guard let following = held[next...].first(where: { !isSpace($0) }) else { return nil }
        return word == "no" ? (isFigure(following) ? nil : next) : (following.properties.isUppercase ? next : nil)
    }

    private func forcedEnd() -> Int? {
        guard held.count >= Self.limit else { return nil }
        let comma = held.lastIndex { $0 == "," || $0 == ";" }.flatMap { $0 > Self.limit / 2 ? $0 + 1 : nil }
        return comma ?? held.lastIndex(where: isSpace).flatMap { $0 > 0 ? $0 + 1 : nil } ?? held.count
    }

    private func lastWord(before index: Int) -> String {
        let word = held[..<index].reversed().prefix { !isSpace($0) }.reversed().drop {
            "(\"'".unicodeScalars.contains($0)
        }
        return text(word).lowercased()
    }

    /// `J` in `J. Smith`.
    private func isInitial(before index: Int) -> Bool {
        guard index > 0, held[index - 1].properties.isUppercase, held[index - 1] != "I" else { return false }
        return index == 1 || isSpace(held[index - 2])
    }

    /// `1` in a line that begins with `1. `.
    private func isListNumber(before index: Int) -> Bool {
        let line = held[..<index].drop(while: isSpace)
        return (1...2).contains(line.count) && line.allSatisfy(isFigure)
    }

    private static let titles: Set<String> = [
        "mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "approx", "ca", "cf", "nr", "sr", "jr",
    ]
    private static let softEnds: Set<String> = ["a.m", "p.m", "etc", "inc", "ltd", "co", "u.s", "u.k"]
}

private func isInsideWord(_ scalar: Unicode.Scalar) -> Bool {
    (0x61...0x7A).contains(scalar.value | 0x20) || isFigure(scalar)
}

private func isFigure(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }

private func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

private func isCloser(_ scalar: Unicode.Scalar) -> Bool { ".!?…\"')]”’»".unicodeScalars.contains(scalar) }

private func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
}

private func trimmed(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    let kept = scalars.drop(while: isSpace)
    return text(kept.prefix(kept.count - kept.reversed().prefix(while: isSpace).count))
}
