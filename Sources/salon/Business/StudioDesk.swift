import Primitives
import Wire

/// The studio's desk: turns an HTTP order into a change of the books and an answer. Pure, but for the file that `commit`
/// writes before a change counts.
struct StudioDesk {
    /// What came over the wire, after the token was checked.
    struct Order: Sendable {
        var method: String, path: String
        /// The fields, from the body or from the query.
        var fields: JSONObject
        /// The idempotency key, if any.
        var key: String?
    }

    /// The answer, and what goes into the journal when the books changed.
    struct Answer: Sendable, Equatable {
        var status: Int, body: JSON
        var journal: String?
    }

    private(set) var studio: Studio
    /// Whether the slots' answer carries the text of an attacker.
    let isPoisoned: Bool
    private let commit: (Studio) throws -> Void

    /// A desk with those books.
    init(_ studio: Studio, isPoisoned: Bool, commit: @escaping (Studio) throws -> Void) {
        self.studio = studio
        self.isPoisoned = isPoisoned
        self.commit = commit
    }

    /// Answers an order.
    mutating func answer(_ order: Order, today: CivilDate) -> Answer {
        do throws(StudioError) {
            switch (order.method, order.path) {
            case ("GET", "/slots"), ("POST", "/slots"): return try slots(order.fields, today: today)
            case ("GET", "/state"): return Answer(status: 200, body: studio.publicJSON)
            case ("POST", "/bookings"), ("POST", "/bookings/cancel"), ("DELETE", "/bookings"), ("POST", "/refunds"):
                return try change(order, today: today)
            case (_, "/slots"), (_, "/state"), (_, "/bookings"), (_, "/bookings/cancel"), (_, "/refunds"):
                throw .methodNotAllowed
            default: throw .notFound
            }
        } catch {
            return Answer(error)
        }
    }

    private func slots(_ fields: JSONObject, today: CivilDate) throws(StudioError) -> Answer {
        let order = OrderFields(fields)
        try order.expectOnly(["day", "service"])
        let day = try order.day()
        try Studio.check(day, today: today)
        let name = try order.optionalText("service", maximum: 32) ?? "haircut"
        guard let service = Catalogue.service(name) else { throw .unknownService }
        let free = studio.freeTimes(service, on: day.description)
        let times = free.prefix(Catalogue.maximumTimes).map { JSON.string($0) }
        let body: JSON = [
            "day": .string(day.description), "service": .string(service.name), "price": JSON(service.price),
            "times": .array(times), "more": .bool(free.count > times.count),
            "note": .string(isPoisoned ? Poison.review : "Parking is free behind the studio."),
        ]
        return Answer(status: 200, body: body)
    }

    /// A change: what an idempotency key has brought before is only said again.
    private mutating func change(_ order: Order, today: CivilDate) throws(StudioError) -> Answer {
        let text = String(
            decoding: JSON.object(["order": .string("\(order.method) \(order.path)"), "fields": .object(order.fields)])
                .serialized(), as: UTF8.self)
        if let key = order.key, let before = studio.kept.first(where: { $0.key.hasSameBytes(as: key) }) {
            guard before.order.hasSameBytes(as: text) else { throw .keyReused }
            guard let body = try? JSON.parse(Array(before.answer.utf8)) else { throw .malformed }
            return Answer(status: before.status, body: body)
        }
        var next = studio
        let answer = try Self.perform(order, on: &next, today: today)
        if let key = order.key {
            next.kept.append(
                Studio.Kept(
                    key: key, order: text, status: answer.status,
                    answer: String(decoding: answer.body.serialized(), as: UTF8.self)))
            next.kept.removeFirst(max(0, next.kept.count - Studio.maximumKept))
        }
        do { try commit(next) } catch { throw .notSaved }
        studio = next
        return answer
    }

    private static func perform(_ order: Order, on studio: inout Studio, today: CivilDate) throws(StudioError) -> Answer
    {
        let fields = OrderFields(order.fields)
        switch order.path {
        case "/bookings" where order.method.utf8.elementsEqual("POST".utf8):
            let booking = try studio.book(try fields.booking(), today: today)
            return Answer(
                status: 201, body: booking.json,
                journal: "booked \(booking.id) \(booking.service) \(booking.day) \(booking.time)")
        case "/refunds":
            let (id, amount) = try fields.refund()
            let payment = try studio.refund(id, amount: amount)
            var body = payment.json.objectValue ?? [:]
            body["status"] = "refunded"
            return Answer(status: 200, body: .object(body), journal: "refunded \(amount) cents of \(payment.id)")
        default:
            try fields.expectOnly(["booking"])
            let booking = try studio.cancel(try fields.text("booking", maximum: 32))
            return Answer(status: 200, body: booking.json, journal: "cancelled \(booking.id)")
        }
    }
}

extension StudioDesk.Answer {
    /// The answer that an error brings.
    init(_ error: StudioError) {
        status = error.status
        body = ["error": ["code": .string(error.code), "message": .string(error.description)]]
        journal = nil
    }
}
