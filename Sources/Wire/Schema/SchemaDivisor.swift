/// A divisor of `multipleOf`, exact: 0.3 is a multiple of 0.1.
struct SchemaDivisor: Sendable {
    /// More digits than this are refused, so that the remainder fits a machine word.
    private static let maximumDigits = 18
    /// Smaller and larger exponents are refused, so that a division takes a bounded number of steps.
    private static let exponents = -400...400

    private let significand: UInt64
    private let exponent: Int
    /// The divisor as it was written, for messages.
    let text: String

    /// A divisor; nil when it is not above zero or has too many digits.
    init?(_ number: JSONNumber) {
        guard let decimal = number.decimal, !decimal.isZero, !decimal.isNegative,
            decimal.digits.count <= Self.maximumDigits, Self.exponents.contains(decimal.exponent)
        else { return nil }
        significand = decimal.digits.reduce(0) { $0 * 10 + UInt64($1) }
        exponent = decimal.exponent
        text = number.text
    }

    /// Whether a value is a multiple. The digits of a value end in no zero, so one with a smaller exponent never is.
    func divides(_ value: JSONDecimal) -> Bool {
        guard !value.isZero else { return true }
        guard value.exponent >= exponent else { return false }
        let zeros = min(value.exponent - exponent, 1000)
        var remainder: UInt64 = 0
        for digit in value.digits { remainder = next(remainder, digit) }
        for _ in 0..<zeros { remainder = next(remainder, 0) }
        return remainder == 0
    }

    private func next(_ remainder: UInt64, _ digit: UInt8) -> UInt64 {
        let (high, low) = remainder.multipliedFullWidth(by: 10)
        let (sum, carries) = low.addingReportingOverflow(UInt64(digit))
        return significand.dividingFullWidth((high + (carries ? 1 : 0), sum)).remainder
    }
}
