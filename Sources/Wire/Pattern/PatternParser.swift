/// Reads a pattern's text into its tree.
struct PatternParser {
    private static let maximumNesting = 16

    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var nesting = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    /// The whole pattern.
    mutating func pattern() throws(LinearPatternError) -> PatternNode {
        let node = try alternatives()
        guard index == scalars.count else { throw .invalid(offset: index) }
        return node
    }

    private var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func passes(_ scalar: Unicode.Scalar) -> Bool {
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

    private mutating func scalarClass() throws(LinearPatternError) -> ScalarSet {
        let start = index
        index += 1
        let isNegated = passes("^")
        var ranges: [ClosedRange<UInt32>] = []
        while !passes("]") {
            guard next != nil else { throw .invalid(offset: start) }
            let low = try classMember()
            guard next == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
                ranges += low.plainRanges
                continue
            }
            index += 1
            let high = try classMember()
            guard let from = low.single, let to = high.single, from <= to else { throw .invalid(offset: index) }
            ranges.append(from...to)
        }
        return ScalarSet(ranges, isNegated: isNegated)
    }

    private mutating func classMember() throws(LinearPatternError) -> ScalarSet {
        guard let scalar = next else { throw .invalid(offset: index) }
        if scalar == "\\" { return try escape(inClass: true) }
        index += 1
        return ScalarSet(scalar)
    }

    private mutating func escape(inClass: Bool) throws(LinearPatternError) -> ScalarSet {
        let start = index
        guard index + 1 < scalars.count else { throw .invalid(offset: index) }
        let scalar = scalars[index + 1]
        index += 2
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet.digits.inverted
        case "w": return .word
        case "W": return ScalarSet.word.inverted
        case "s": return .space
        case "S": return ScalarSet.space.inverted
        case "b", "B", "p", "P", "k", "1"..."9": throw .unsupported(offset: start)
        case "-" where !inClass: throw .invalid(offset: start)
        default: return ScalarSet(try character(scalar, at: start))
        }
    }

    private mutating func character(_ scalar: Unicode.Scalar, at start: Int) throws(LinearPatternError)
        -> Unicode.Scalar
    {
        switch scalar {
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        case "v": return "\u{0B}"
        case "f": return "\u{0C}"
        case "0" where next.map({ !("0"..."9").contains($0) }) ?? true: return "\0"
        case "x": return try hexadecimal(2, at: start)
        case "u": return try hexadecimal(4, at: start)
        case "c": return try control(at: start)
        case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/", "-": return scalar
        default: throw .invalid(offset: start)
        }
    }

    private mutating func hexadecimal(_ digits: Int, at start: Int) throws(LinearPatternError) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let scalar = next, scalar.isASCII, let digit = Hex.value(of: UInt8(scalar.value)) else {
                throw .invalid(offset: start)
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        guard let scalar = Unicode.Scalar(value) else { throw .unsupported(offset: start) }
        return scalar
    }

    private mutating func control(at start: Int) throws(LinearPatternError) -> Unicode.Scalar {
        guard let scalar = next, scalar.isASCII, URLSyntax.isLetter(UInt8(scalar.value)) else {
            throw .invalid(offset: start)
        }
        index += 1
        return Unicode.Scalar(UInt8(scalar.value & 31))
    }
}

extension ScalarSet {
    /// The scalar of a set that was made from one.
    fileprivate var single: UInt32? {
        guard !isNegated, ranges.count == 1, ranges[0].lowerBound == ranges[0].upperBound else { return nil }
        return ranges[0].lowerBound
    }
}
