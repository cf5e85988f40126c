/// Number formatting of ECMAScript (ECMA-262, `Number::toString` with radix 10), which RFC 8785 section 3.2.2.3
/// prescribes: the shortest digits that read back as the same double, the closest of them to its value.
package enum ECMAScriptNumber {
    /// The text of a double; nil for infinity and not-a-number.
    package static func text(of value: Double) -> String? {
        guard value.isFinite else { return nil }
        guard value != 0 else { return "0" }
        let decimal = JSONDecimal(value.description)
        let sign = value < 0 ? "-" : ""
        return sign + text(String(decoding: decimal.digits.map { $0 + 0x30 }, as: UTF8.self), decimal.exponent)
    }

    /// Digits without zeros at either end, times ten to the `exponent`.
    private static func text(_ digits: String, _ exponent: Int) -> String {
        let count = digits.utf8.count
        let point = count + exponent
        switch point {
        case count...21 where count <= 21: return digits + zeros(exponent)
        case 1...21: return digits.prefix(point) + "." + digits.dropFirst(point)
        case -5...0: return "0." + zeros(-point) + digits
        default:
            let fraction = count > 1 ? "." + digits.dropFirst() : ""
            return digits.prefix(1) + fraction + "e" + (point > 0 ? "+" : "-") + String((point - 1).magnitude)
        }
    }

    private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
