/// A moment of civil time: milliseconds since 1970-01-01T00:00:00Z, without leap seconds (POSIX).
package struct WallTime: Hashable, Comparable, Sendable {
    /// Milliseconds since the POSIX epoch.
    package let milliseconds: Int64

    /// The moment `milliseconds` after the POSIX epoch.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package static func < (left: WallTime, right: WallTime) -> Bool { left.milliseconds < right.milliseconds }

    /// The moment `duration` later, to the millisecond; saturates.
    package static func + (time: WallTime, duration: Duration) -> WallTime {
        let (sum, overflow) = time.milliseconds.addingReportingOverflow(duration.milliseconds)
        return WallTime(milliseconds: overflow ? .max : sum)
    }

    /// Whole seconds since the epoch, rounded down.
    package var seconds: Int64 { floorDivide(milliseconds, 1000) }

    /// The moment in RFC 3339 form with milliseconds, in UTC: `2026-11-21T09:30:00.125Z`.
    package var rfc3339: String {
        let day = CivilDate(daysSinceEpoch: floorDivide(milliseconds, 86_400_000))
        let rest = milliseconds - floorDivide(milliseconds, 86_400_000) * 86_400_000
        let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60)
        let (second, millisecond) = (rest / 1000 % 60, rest % 1000)
        return "\(day)T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2)).\(padded(millisecond, 3))Z"
    }
}

/// A day of the proleptic Gregorian calendar. Conversions follow H. Hinnant, "chrono-compatible low-level date algorithms".
package struct CivilDate: Hashable, Sendable, CustomStringConvertible {
    /// The year, the month from 1 to 12 and the day from 1 to 31.
    package let year: Int64, month: Int64, day: Int64

    /// The day that lies `days` after 1970-01-01.
    package init(daysSinceEpoch days: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The day of that year, month (1 to 12) and day; nothing when there is no such day.
    package init?(year: Int64, month: Int64, day: Int64) {
        guard (1...12).contains(month), (1...31).contains(day), (-9999...9999).contains(year) else { return nil }
        let candidate = CivilDate(daysSinceEpoch: Self.days(year: year, month: month, day: day))
        guard candidate.month == month, candidate.day == day else { return nil }
        self = candidate
    }

    /// Days since 1970-01-01.
    package var daysSinceEpoch: Int64 { Self.days(year: year, month: month, day: day) }

    /// ISO 8601: `2026-11-21`.
    package var description: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}

/// The quotient rounded towards minus infinity. `divisor` must be positive.
package func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    let quotient = dividend / divisor
    return dividend % divisor < 0 ? quotient - 1 : quotient
}

/// The number in decimal with leading zeros up to `width` digits.
package func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number.magnitude)
    let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
    return (number < 0 ? "-" : "") + zeros + digits
}
