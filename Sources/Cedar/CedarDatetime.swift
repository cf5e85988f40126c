import Primitives

/// Cedar's `datetime` (RFC 80): milliseconds since 1970-01-01T00:00:00Z.
package struct CedarDatetime: Hashable, Sendable {
    /// Milliseconds since the epoch; may be negative.
    package let milliseconds: Int64

    /// The moment that many milliseconds after the epoch.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// The moment that `text` spells: `YYYY-MM-DD`, or with `Thh:mm:ss`, optional `.SSS`, and `Z`, `+hhmm` or `-hhmm`.
    package init?(_ text: Text) {
        var reader = DigitReader(Array(text.string.utf8))
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        let midnight = date.daysSinceEpoch * millisecondsPerDay
        if reader.isAtEnd {
            milliseconds = midnight
            return
        }
        guard let time = reader.timeOfDay(), let offset = reader.zone(), reader.isAtEnd else { return nil }
        milliseconds = midnight + time - offset
    }

    /// Midnight of the same day in UTC; nothing when that lies before the first representable moment.
    var date: CedarDatetime? {
        let rest = timeOfDay
        let (result, overflow) = milliseconds.subtractingReportingOverflow(rest)
        return overflow ? nil : CedarDatetime(milliseconds: result)
    }

    /// Milliseconds since midnight in UTC, never negative.
    var timeOfDay: Int64 {
        let rest = milliseconds % millisecondsPerDay
        return rest < 0 ? rest + millisecondsPerDay : rest
    }
}

let millisecondsPerDay: Int64 = 86_400_000

/// Reads fixed-width numbers from ASCII bytes.
private struct DigitReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number(_ width: Int) -> Int64? {
        guard rest.count >= width else { return nil }
        defer { rest = rest.dropFirst(width) }
        return decimalNumber(rest.prefix(width))
    }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func timeOfDay() -> Int64? {
        guard skip("T"), let hour = number(2), hour < 24, skip(":"), let minute = number(2), minute < 60, skip(":"),
            let second = number(2), second < 60
        else { return nil }
        let base = ((hour * 60 + minute) * 60 + second) * 1000
        guard skip(".") else { return base }
        return number(3).map { base + $0 }
    }

    mutating func zone() -> Int64? {
        if skip("Z") { return 0 }
        let sign: Int64 = skip("-") ? -1 : 1
        guard sign < 0 || skip("+"), let hour = number(2), hour < 24, let minute = number(2), minute < 60 else {
            return nil
        }
        return sign * (hour * 60 + minute) * 60_000
    }
}
