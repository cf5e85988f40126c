/// The 64 digits of a base 64 encoding (RFC 4648 sections 4 and 5), forward and backward.
struct Base64Alphabet: Sendable {
    /// With `+` and `/`, padded to a multiple of four digits.
    static let standard = Base64Alphabet(lastTwo: "+/", isPadded: true)
    /// With `-` and `_`, never padded (RFC 7515 section 2).
    static let url = Base64Alphabet(lastTwo: "-_", isPadded: false)

    private static let noDigit: UInt8 = 0xFF
    private static let padding = UInt8(ascii: "=")

    private let digits: [UInt8]
    private let values: [UInt8]
    private let isPadded: Bool

    private init(lastTwo: String, isPadded: Bool) {
        digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\(lastTwo)".utf8)
        var values = [UInt8](repeating: Self.noDigit, count: 256)
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        self.values = values
        self.isPadded = isPadded
    }

    func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var place = 0
        let digits = digits
        while place + 3 <= bytes.count {
            let group = UInt32(bytes[place]) << 16 | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2])
            text.append(digits[Int(group >> 18)])
            text.append(digits[Int(group >> 12 & 63)])
            text.append(digits[Int(group >> 6 & 63)])
            text.append(digits[Int(group & 63)])
            place += 3
        }
        if bytes.count - place == 1 {
            appendDigits(2, of: UInt32(bytes[place]) << 16, to: &text)
        } else if bytes.count - place == 2 {
            appendDigits(3, of: UInt32(bytes[place]) << 16 | UInt32(bytes[place + 1]) << 8, to: &text)
        }
        while isPadded, !text.count.isMultiple(of: 4) { text.append(Self.padding) }
        return text
    }

    private func appendDigits(_ count: Int, of group: UInt32, to text: inout [UInt8]) {
        for digit in 0..<count { text.append(digits[Int(group >> (18 - 6 * UInt32(digit)) & 63)]) }
    }

    /// Strict: the right padding, no white space, no digits outside the alphabet, unused bits zero; else nil.
    func decode(_ text: [UInt8]) -> [UInt8]? {
        guard let count = digitCount(of: text) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count / 4 * 3 + 2)
        var place = 0
        let values = values
        while place + 4 <= count {
            let (first, second) = (values[Int(text[place])], values[Int(text[place + 1])])
            let (third, fourth) = (values[Int(text[place + 2])], values[Int(text[place + 3])])
            guard (first | second | third | fourth) & 0xC0 == 0 else { return nil }
            let group = UInt32(first) << 18 | UInt32(second) << 12 | UInt32(third) << 6 | UInt32(fourth)
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            bytes.append(UInt8(truncatingIfNeeded: group >> 8))
            bytes.append(UInt8(truncatingIfNeeded: group))
            place += 4
        }
        guard place < count else { return bytes }
        guard let group = group(text, place, count - place) else { return nil }
        bytes.append(UInt8(truncatingIfNeeded: group >> 16))
        if count - place == 2 { return group & 0xFFFF == 0 ? bytes : nil }
        bytes.append(UInt8(truncatingIfNeeded: group >> 8))
        return group & 0xFF == 0 ? bytes : nil
    }

    /// How many digits precede the padding; nil when their number or the padding is wrong.
    private func digitCount(of text: [UInt8]) -> Int? {
        var count = text.count
        if isPadded {
            guard count.isMultiple(of: 4) else { return nil }
            if count > 0, text[count - 1] == Self.padding { count -= text[count - 2] == Self.padding ? 2 : 1 }
        }
        return count % 4 == 1 ? nil : count
    }

    private func group(_ text: [UInt8], _ start: Int, _ count: Int) -> UInt32? {
        var group: UInt32 = 0
        var seen: UInt8 = 0
        for place in start..<start + count {
            let value = values[Int(text[place])]
            seen |= value
            group = group << 6 | UInt32(value & 63)
        }
        return seen & 0xC0 == 0 ? group << (6 * UInt32(4 - count)) : nil
    }
}
