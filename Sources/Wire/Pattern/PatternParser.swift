/// Reads a pattern's text into its tree.
struct PatternParser {
    private static let maximumNesting = 16

    let scalars: [Unicode.Scalar]
    var index = 0
    private var nesting = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// The whole pattern.
    mutating func pattern() throws(LinearPatternError) -> PatternNode {
        let node = try alternatives()
        guard index == scalars.count else { throw .invalid(offset: index) }
        return node
    }

    var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    mutating func passes(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        index += 1
        return true
    }

    private mutating func alternatives() throws(LinearPatternError) -> PatternNode {
        var found = [try sequence()]
        while passes("|") { found.append(try sequence()) }
        return found.count == 1 ? found[0] : .alternatives(found)
    }

    private mutating func sequence() throws(LinearPatternError) -> PatternNode {
        var parts: [PatternNode] = []
        while let scalar = next, scalar != "|", scalar != ")" { parts.append(try quantified(try atom())) }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func atom() throws(LinearPatternError) -> PatternNode {
        guard let scalar = next else { throw .invalid(offset: index) }
        switch scalar {
        case "(": return try group()
        case "[": return .set(try scalarClass())
        case "\\": return .set(try escape(inClass: false))
        case "*", "+", "?", "{", "}", "]": throw .invalid(offset: index)
        default: break
        }
        index += 1
        switch scalar {
        case ".": return .set(ScalarSet.lineEnds.inverted)
        case "^": return .start
        case "$": return .end
        default: return .set(ScalarSet(scalar))
        }
    }

    private mutating func group() throws(LinearPatternError) -> PatternNode {
        let start = index
        index += 1
        nesting += 1
        guard nesting <= Self.maximumNesting else { throw .tooLarge }
        if passes("?"), !passes(":") { throw .unsupported(offset: start) }
        let node = try alternatives()
        guard passes(")") else { throw .invalid(offset: start) }
        nesting -= 1
        return node
    }

    private mutating func quantified(_ node: PatternNode) throws(LinearPatternError) -> PatternNode {
        let start = index
        let minimum: Int
        let maximum: Int?
        if passes("*") {
            (minimum, maximum) = (0, nil)
        } else if passes("+") {
            (minimum, maximum) = (1, nil)
        } else if passes("?") {
            (minimum, maximum) = (0, 1)
        } else if passes("{") {
            (minimum, maximum) = try counts()
        } else {
            return node
        }
        guard node != .start, node != .end, maximum.map({ $0 >= minimum }) ?? true else {
            throw .invalid(offset: start)
        }
        _ = passes("?")
        if let again = next, again == "*" || again == "+" || again == "?" || again == "{" {
            throw .invalid(offset: index)
        }
        return .repetition(node, minimum: minimum, maximum: maximum)
    }

    /// Passes the rest of `{n}`, `{n,}` or `{n,m}`.
    private mutating func counts() throws(LinearPatternError) -> (Int, Int?) {
        let minimum = try count()
        var maximum: Int? = minimum
        if passes(",") { maximum = next == "}" ? nil : try count() }
        guard passes("}") else { throw .invalid(offset: index) }
        return (minimum, maximum)
    }

    private mutating func count() throws(LinearPatternError) -> Int {
        var value: Int?
        while let digit = next, ("0"..."9").contains(digit) {
            value = (value ?? 0) * 10 + Int(digit.value - 0x30)
            guard value ?? 0 <= LinearPattern.maximumStates else { throw .tooLarge }
            index += 1
        }
        guard let value else { throw .invalid(offset: index) }
        return value
    }
}
