import Taint

/// A piece of text between spaces with its place, its case kept and its look-alike letters folded to ASCII.
struct Token {
    /// The folded text without the punctuation around it.
    var text: [UInt8]
    /// Where the original stands, in bytes of UTF-8.
    var range: Range<Int>

    /// The tokens of `text`, at most 4,000.
    static func split(_ text: String) -> [Token] {
        let bytes = Array(text.utf8)
        var (tokens, start) = ([Token](), 0)
        for end in 0...bytes.count where end == bytes.count || isSpace(bytes[end]) {
            if end > start, tokens.count < 4000 { tokens.append(Token(bytes[start..<end])) }
            start = end + 1
        }
        return tokens
    }

    private init(_ slice: ArraySlice<UInt8>) {
        let isPlain = slice.allSatisfy { $0 < 0x80 }
        let folded = isPlain ? Array(slice) : Array(PlainText.folded(String(decoding: slice, as: UTF8.self)).utf8)
        let kept = folded.drop(while: Self.isOuter)
        text = Array(kept.prefix(kept.count - kept.reversed().prefix(while: Self.isOuter).count))
        range = slice.startIndex..<slice.endIndex
    }

    /// A token of that text, for text that isn't in the sentence as such.
    init(spelled: String) {
        text = Array(spelled.utf8)
        range = 0..<0
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Punctuation that may surround a token but is not part of it.
    private static func isOuter(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "\"", "'", "`", ".", ",", ";", ":", "!", "?", "(", ")", "[", "]", "{", "}", "<", ">", "*": true
        default: false
        }
    }
}

/// Letters, digits, and the signs of base64 and of common key formats.
func isKeyByte(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == 0x5F || byte == 0x2D || byte == 0x2B || byte == 0x2F || byte == 0x3D
        || byte == 0x2E
}

/// Letters and digits of ASCII.
func isLetterOrDigit(_ byte: UInt8) -> Bool { isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) }

/// The digits of ASCII.
func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

/// The letters and digits of `bytes`, letters in lower case.
func squeezed(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.compactMap { byte in
        isDigit(byte) ? byte : (0x61...0x7A).contains(byte | 0x20) ? byte | 0x20 : nil
    }
}

/// Bits of information per byte, by the frequencies within `bytes` (Shannon).
func entropy(_ bytes: [UInt8]) -> Double {
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    // log2 without libm: the sum is over few distinct counts, each at most the length of a sentence.
    return counts.filter { $0 > 0 }.reduce(0) { sum, count in
        let share = Double(count) / Double(bytes.count)
        return sum - share * binaryLogarithm(share)
    }
}

/// The logarithm to base 2 by the exponent and a series for the fraction; exact to 1e-6.
private func binaryLogarithm(_ value: Double) -> Double {
    guard value > 0 else { return 0 }
    let ratio = (value.significand - 1) / (value.significand + 1)
    var (term, sum) = (ratio, 0.0)
    for power in stride(from: 1, through: 15, by: 2) {
        sum += term / Double(power)
        term *= ratio * ratio
    }
    return Double(value.exponent) + 2 * sum / 0.693_147_180_559_945_3
}
