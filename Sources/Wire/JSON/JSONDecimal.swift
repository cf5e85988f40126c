/// The exact value of a JSON number: digits times a power of ten.
struct JSONDecimal: Equatable {
    /// Exponents are cut off here; the parser admits no finite number that comes near.
    private static let exponentBound = 1_000_000_000

    /// Whether it is below zero; zero is not negative.
    let isNegative: Bool
    /// Values 0 to 9, without zeros at either end; zero has none.
    let digits: [UInt8]
    /// The power of ten that belongs to the last digit; zero has 0.
    let exponent: Int

    /// The value of an integer.
    init(_ value: Int64) { self.init(String(value)) }

    /// The value of a text that is a number after RFC 8259.
    init(_ text: String) {
        var digits: [UInt8] = []
        var exponent = 0
        var isNegative = false
        var seenPoint = false
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): seenPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                exponent += Self.boundedInteger(rest)
                rest = rest.suffix(0)
            default:
                if !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte &- UInt8(ascii: "0")) }
                if seenPoint { exponent -= 1 }
            }
        }
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        self.digits = digits
        self.isNegative = isNegative && !digits.isEmpty
        self.exponent = digits.isEmpty ? 0 : exponent
    }

    private static func boundedInteger(_ text: Substring.UTF8View) -> Int {
        var value = 0
        for byte in text where (0x30...0x39).contains(byte) {
            value = min(value * 10 + Int(byte - 0x30), exponentBound)
        }
        return text.first == UInt8(ascii: "-") ? -value : value
    }

    /// Whether it is zero.
    var isZero: Bool { digits.isEmpty }

    /// Whether it has no fraction.
    var isInteger: Bool { exponent >= 0 }

    /// The value, if it is an integer within range.
    var int64: Int64? {
        guard isInteger, digits.count + exponent <= 19 else { return nil }
        var value: Int64 = 0
        for digit in digits + [UInt8](repeating: 0, count: exponent) {
            let (tens, tooBig) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooBigWithDigit) = tens.subtractingReportingOverflow(Int64(digit))
            guard !tooBig, !tooBigWithDigit else { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }
}

extension JSONDecimal: Comparable {
    static func < (left: JSONDecimal, right: JSONDecimal) -> Bool {
        guard left.isNegative == right.isNegative else { return left.isNegative }
        return left.isNegative ? right.isSmaller(than: left) : left.isSmaller(than: right)
    }

    /// Compares the values without their signs.
    private func isSmaller(than other: JSONDecimal) -> Bool {
        guard !isZero, !other.isZero else { return isZero && !other.isZero }
        let (size, otherSize) = (digits.count + exponent, other.digits.count + other.exponent)
        return size == otherSize ? digits.lexicographicallyPrecedes(other.digits) : size < otherSize
    }
}
