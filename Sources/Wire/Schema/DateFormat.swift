/// Dates and times of RFC 3339 section 5.6.
enum DateFormat {
    private static let monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    static func isDateTime(_ text: [UInt8]) -> Bool {
        text.count > 11 && text[10] | 0x20 == UInt8(ascii: "t") && isDate(text[..<10]) && isTime(text[11...])
    }

    static func isDate(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.map(\.count) == [4, 2, 2], let year = number(parts[0]), let month = number(parts[1]),
            let day = number(parts[2]), (1...12).contains(month)
        else { return false }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        return (1...(month == 2 && isLeap ? 29 : monthDays[month - 1])).contains(day)
    }

    /// Hours, minutes, seconds, perhaps a fraction, and an offset. A leap second stands only at 23:59:60 in UTC.
    static func isTime(_ text: ArraySlice<UInt8>) -> Bool {
        let colon = UInt8(ascii: ":")
        guard let (hour, minute) = hourAndMinute(text.prefix(5)), text.count > 8, text.dropFirst(5).first == colon,
            let second = number(text.dropFirst(6).prefix(2)), second <= 60, let offset = offset(text.dropFirst(8))
        else { return false }
        guard second == 60 else { return true }
        let minutesInUTC = (hour * 60 + minute - offset + 2 * 1440) % 1440
        return minutesInUTC == 23 * 60 + 59
    }

    private static func hourAndMinute(_ text: ArraySlice<UInt8>) -> (Int, Int)? {
        guard text.count == 5, text.dropFirst(2).first == UInt8(ascii: ":"), let hour = number(text.prefix(2)),
            let minute = number(text.suffix(2)), hour <= 23, minute <= 59
        else { return nil }
        return (hour, minute)
    }

    /// A fraction if there is one, then `Z` or `+hh:mm`: the offset in minutes.
    private static func offset(_ text: ArraySlice<UInt8>) -> Int? {
        var rest = text
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix(while: URLSyntax.isDigit)
            guard !digits.isEmpty else { return nil }
            rest = rest[digits.endIndex...]
        }
        guard let sign = rest.first else { return nil }
        if sign | 0x20 == UInt8(ascii: "z") { return rest.count == 1 ? 0 : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
            let (hour, minute) = hourAndMinute(rest.dropFirst())
        else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (hour * 60 + minute)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.count <= 4, digits.allSatisfy(URLSyntax.isDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
