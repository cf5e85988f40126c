/// Cedar's `duration` (RFC 80), in milliseconds; may be negative.
package struct CedarDuration: Hashable, Sendable {
    /// The length in milliseconds.
    package let milliseconds: Int64

    /// A duration of that many milliseconds.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The duration that `text` spells: an optional `-` and at least one of days, hours, minutes, seconds and
    /// milliseconds in that order, such as `-1d2h30m5s250ms`.
    package init?(_ text: Text) {
        var bytes = text.string.utf8[...]
        let negative = bytes.first == 0x2D
        if negative { bytes = bytes.dropFirst() }
        guard !bytes.isEmpty else { return nil }
        var (total, nextUnit): (Int64, Int) = (0, 0)
        while !bytes.isEmpty {
            let digits = bytes.prefix(while: isDigit)
            bytes = bytes.dropFirst(digits.count)
            let suffix = bytes.prefix { !isDigit($0) }
            bytes = bytes.dropFirst(suffix.count)
            guard let unit = Self.units.firstIndex(where: { $0.suffix.utf8.elementsEqual(suffix) }), unit >= nextUnit,
                let number = decimalNumber(digits, negative: negative)
            else { return nil }
            let (scaled, overflow) = number.multipliedReportingOverflow(by: Self.units[unit].milliseconds)
            let (sum, spill) = total.addingReportingOverflow(scaled)
            guard !overflow, !spill else { return nil }
            (total, nextUnit) = (sum, unit + 1)
        }
        milliseconds = total
    }

    private static let units: [(suffix: String, milliseconds: Int64)] = [
        ("d", millisecondsPerDay), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]
}
