import Primitives

/// The books of the studio: bookings and payments. Pure: an order and today's date in, an outcome and one line for the
/// journal out.
struct Studio: Sendable, Equatable {
    /// One appointment.
    struct Booking: Sendable, Equatable {
        var id: String, service: String, day: String, time: String, name: String
        var isCancelled = false
    }

    /// Money that was paid, and how much of it went back, in US cents.
    struct Payment: Sendable, Equatable {
        var id: String, name: String, amount: Int, refunded = 0
    }

    /// An answer that is kept for an idempotency key, with the order that it answered.
    struct Kept: Sendable, Equatable {
        var key: String, order: String, status: Int, answer: String
    }

    /// What the books hold at most.
    static let maximumBookings = 10_000, maximumKept = 10_000
    /// How many days ahead one may book.
    static let maximumDaysAhead: Int64 = 90

    var bookings: [Booking] = []
    var payments = [
        Payment(id: "p-1001", name: "Anna", amount: 4500), Payment(id: "p-1002", name: "James", amount: 12_000),
    ]
    var kept: [Kept] = []

    /// The times at which `service` can begin on `day`.
    func freeTimes(_ service: Catalogue.Service, on day: String) -> [String] {
        let free = freeHalfHours(on: day)
        return Catalogue.openHalfHours.filter { start in
            (start..<(start + service.halfHours)).allSatisfy(free.contains)
        }.map(Catalogue.time)
    }

    /// Books an appointment. Throws when there is no such service or time, or the time is taken.
    mutating func book(_ order: BookingOrder, today: CivilDate) throws(StudioError) -> Booking {
        guard let service = Catalogue.service(order.service) else { throw .unknownService }
        try Self.check(order.day, today: today)
        guard Catalogue.halfHour(order.time) != nil else { throw .invalid("time") }
        guard freeTimes(service, on: order.day.description).contains(order.time) else { throw .slotTaken }
        guard bookings.count < Self.maximumBookings else { throw .full }
        let booking = Booking(
            id: "b-\(1001 + bookings.count)", service: service.name, day: order.day.description, time: order.time,
            name: order.name)
        bookings.append(booking)
        return booking
    }

    /// Cancels a booking. Throws when there is none or it is cancelled already.
    mutating func cancel(_ id: String) throws(StudioError) -> Booking {
        guard let place = bookings.firstIndex(where: { $0.id.utf8.elementsEqual(id.utf8) }) else {
            throw .unknownBooking
        }
        guard !bookings[place].isCancelled else { throw .alreadyCancelled }
        bookings[place].isCancelled = true
        return bookings[place]
    }

    /// Gives back `amount` US cents of a payment. Throws when there is none or less than that is left of it.
    mutating func refund(_ id: String, amount: Int) throws(StudioError) -> Payment {
        guard let place = payments.firstIndex(where: { $0.id.utf8.elementsEqual(id.utf8) }) else {
            throw .unknownPayment
        }
        guard amount > 0, amount <= payments[place].amount - payments[place].refunded else { throw .amountTooLarge }
        payments[place].refunded += amount
        return payments[place]
    }

    /// Refuses days in the past and too far ahead. A day's grace, because the caller may be in another time zone.
    static func check(_ day: CivilDate, today: CivilDate) throws(StudioError) {
        let ahead = day.daysSinceEpoch - today.daysSinceEpoch
        guard ahead >= -1 else { throw .dayInThePast }
        guard ahead <= maximumDaysAhead else { throw .dayTooFar }
    }

    private func freeHalfHours(on day: String) -> Set<Int> {
        var free = Set(Catalogue.openHalfHours)
        for booking in bookings where !booking.isCancelled && booking.day.utf8.elementsEqual(day.utf8) {
            guard let start = Catalogue.halfHour(booking.time), let service = Catalogue.service(booking.service) else {
                continue
            }
            free.subtract(start..<(start + service.halfHours))
        }
        return free
    }
}

/// An order for an appointment.
struct BookingOrder: Sendable, Equatable {
    var service: String, day: CivilDate, time: String, name: String
}
