import Primitives
import Wire

/// The fields of an order, checked one by one. Unknown fields are refused: an order is exactly what was agreed.
struct OrderFields {
    private let fields: JSONObject

    init(_ fields: JSONObject) { self.fields = fields }

    /// Refuses fields beside those.
    func expectOnly(_ names: [String]) throws(StudioError) {
        for key in fields.keys where !names.contains(where: { $0.hasSameBytes(as: key) }) { throw .malformed }
    }

    /// A text of 1 to `maximum` bytes without control characters.
    func text(_ name: String, maximum: Int) throws(StudioError) -> String {
        guard let text = fields[name]?.stringValue, (1...maximum).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
        else { throw .invalid(name) }
        return text
    }

    /// The same; nothing when it is missing or null.
    func optionalText(_ name: String, maximum: Int) throws(StudioError) -> String? {
        guard let value = fields[name], !value.isNull else { return nil }
        return try text(name, maximum: maximum)
    }

    /// The field `day`, an ISO 8601 date.
    func day() throws(StudioError) -> CivilDate {
        let parts = try text("day", maximum: 10).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]),
            let date = CivilDate(year: year, month: month, day: day)
        else { throw .invalid("day") }
        return date
    }

    /// An order for an appointment.
    func booking() throws(StudioError) -> BookingOrder {
        try expectOnly(["service", "day", "time", "name"])
        return BookingOrder(
            service: try text("service", maximum: 32), day: try day(), time: try text("time", maximum: 5),
            name: try text("name", maximum: 80))
    }

    /// An order to give money back: the payment and the amount in US cents.
    func refund() throws(StudioError) -> (payment: String, amount: Int) {
        try expectOnly(["payment", "amount"])
        guard let amount = fields["amount"]?.int64Value, (1...1_000_000).contains(amount) else {
            throw .invalid("amount")
        }
        return (try text("payment", maximum: 32), Int(amount))
    }
}
