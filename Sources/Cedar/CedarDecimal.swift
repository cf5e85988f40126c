/// Cedar's `decimal`: a number with four digits after the point, from -922337203685477.5808 to 922337203685477.5807.
package struct CedarDecimal: Hashable, Sendable {
    /// The number times 10,000.
    package let tenThousandths: Int64

    /// The number `tenThousandths` / 10,000.
    package init(tenThousandths: Int64) { self.tenThousandths = tenThousandths }

    /// The number that `text` spells: an optional `-`, digits, a point and one to four digits.
    package init?(_ text: Text) {
        var bytes = text.string.utf8[...]
        let negative = bytes.first == 0x2D
        if negative { bytes = bytes.dropFirst() }
        guard let point = bytes.firstIndex(of: 0x2E) else { return nil }
        let (whole, fraction) = (bytes[..<point], bytes[bytes.index(after: point)...])
        guard !whole.isEmpty, (1...4).contains(fraction.count) else { return nil }
        guard let high = decimalNumber(whole, negative: negative), let low = decimalNumber(fraction, negative: negative)
        else { return nil }
        let scale: [Int64] = [1, 1000, 100, 10, 1]
        let (scaled, overflow) = high.multipliedReportingOverflow(by: 10_000)
        let (sum, spill) = scaled.addingReportingOverflow(low * scale[fraction.count])
        guard !overflow, !spill else { return nil }
        tenThousandths = sum
    }

    /// The shortest spelling with at least one digit after the point.
    package var spelling: String {
        let (whole, rest) = tenThousandths.magnitude.quotientAndRemainder(dividingBy: 10_000)
        var fraction = String(rest)
        fraction = String(repeating: "0", count: 4 - fraction.utf8.count) + fraction
        while fraction.utf8.count > 1, fraction.utf8.last == 0x30 { fraction.removeLast() }
        return "\(tenThousandths < 0 ? "-" : "")\(whole).\(fraction)"
    }
}

/// The number that ASCII digits spell, negated when asked; nothing for other bytes, no digits or too large a number.
func decimalNumber(_ digits: some Sequence<UInt8>, negative: Bool = false) -> Int64? {
    var (result, seen): (Int64, Bool) = (0, false)
    for byte in digits {
        guard isDigit(byte) else { return nil }
        let (scaled, overflow) = result.multipliedReportingOverflow(by: 10)
        let digit = Int64(byte - 0x30)
        let (sum, spill) = scaled.addingReportingOverflow(negative ? -digit : digit)
        guard !overflow, !spill else { return nil }
        (result, seen) = (sum, true)
    }
    return seen ? result : nil
}
