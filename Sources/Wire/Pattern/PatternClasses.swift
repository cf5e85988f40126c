/// Classes and escapes.
extension PatternParser {
    mutating func scalarClass() throws(LinearPatternError) -> ScalarSet {
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

    mutating func escape(inClass: Bool) throws(LinearPatternError) -> ScalarSet {
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
