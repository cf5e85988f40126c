import Taint

/// Finds payment card numbers: written, spaced or spoken out. Issuer ranges and lengths by ISO/IEC 7812; check digit by
/// Luhn, so that nine in ten other numbers of that length are let pass.
enum CardScanner {
    /// The findings in `words`; `texts` are the same words folded to ASCII.
    static func scan(_ words: [SpokenWord], texts: [String]) -> [Finding] {
        var findings: [Finding] = []
        for homophones in [false, true] {
            for run in SpokenDigits.runs(in: texts, homophones: homophones) where findings.isEmpty {
                findings += cards(in: run).map { range in
                    Finding(
                        hit: GuardHit("card", .mask),
                        range: words[range.lowerBound].range.lowerBound..<words[range.upperBound].range.upperBound)
                }
            }
        }
        return findings
    }

    /// The first and last words of each card number in the run. Numbers begin and end with a piece, except in long figures.
    private static func cards(in run: DigitRun) -> [ClosedRange<Int>] {
        let digits = run.digits
        let owners = run.pieces.flatMap { piece in piece.digits.map { _ in piece } }
        var (found, start) = ([ClosedRange<Int>](), 0)
        while start < digits.count {
            if isEdge(start, owners), let length = cardLength(from: start, digits, owners) {
                found.append(owners[start].words.lowerBound...owners[start + length - 1].words.upperBound)
                start += length
            } else {
                start += 1
            }
        }
        return found
    }

    /// Whether a number may begin at `index` or end before it: between pieces, and anywhere in long figures.
    private static func isEdge(_ index: Int, _ owners: [DigitRun.Piece]) -> Bool {
        guard index > 0, index < owners.count else { return true }
        return owners[index - 1].words != owners[index].words || owners[index].digits.count > 12
    }

    private static func cardLength(from start: Int, _ digits: [UInt8], _ owners: [DigitRun.Piece]) -> Int? {
        lengths(digits[start...]).first { length in
            guard start + length <= digits.count, isEdge(start + length, owners) else { return false }
            // Times of day are spoken in pairs too, `ten thirty, eleven fifteen`: pairs count at the common lengths only.
            let hasPairs = owners[start..<start + length].contains { $0.digits.count == 2 }
            return (!hasPairs || length == 15 || length == 16) && isLuhn(digits[start..<start + length])
        }
    }

    /// The lengths of numbers that begin so; none when no issuer's do.
    private static func lengths(_ digits: ArraySlice<UInt8>) -> [Int] {
        guard digits.count >= 13 else { return [] }
        let first4 = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
        switch first4 {
        case 4000...4999: return [16, 19, 13]
        case 5100...5599, 2221...2720, 3528...3589: return [16]
        case 3400...3499, 3700...3799: return [15]
        case 3000...3059, 3600...3699, 3800...3999: return [14]
        case 6000...6999, 5000...5099, 5600...5899: return [16, 17, 18, 19, 14, 13]
        default: return []
        }
    }

    /// ISO/IEC 7812-1, annex B.
    private static func isLuhn(_ digits: ArraySlice<UInt8>) -> Bool {
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            let doubled = Int(digit.element) * 2
            return sum + (digit.offset % 2 == 0 ? Int(digit.element) : doubled > 9 ? doubled - 9 : doubled)
        }
        return sum % 10 == 0 && digits.contains { $0 != 0 }
    }
}
