import Primitives
import Wire

/// The books as a JSON file.
extension Studio {
    /// The books as JSON.
    var json: JSON {
        [
            "bookings": .array(bookings.map(\.json)), "payments": .array(payments.map(\.json)),
            "kept": .array(kept.map(\.json)),
        ]
    }

    /// What tests may see: everything but the kept answers.
    var publicJSON: JSON { ["bookings": .array(bookings.map(\.json)), "payments": .array(payments.map(\.json))] }

    /// The books in that JSON; nothing when a part is missing or of another type.
    init?(_ json: JSON) {
        guard let bookings = json["bookings"]?.arrayValue, let payments = json["payments"]?.arrayValue,
            let kept = json["kept"]?.arrayValue
        else { return nil }
        self.bookings = bookings.compactMap(Booking.init)
        self.payments = payments.compactMap(Payment.init)
        self.kept = kept.compactMap(Kept.init)
        guard self.bookings.count == bookings.count, self.payments.count == payments.count,
            self.kept.count == kept.count
        else { return nil }
    }
}

extension Studio.Booking {
    var json: JSON {
        [
            "booking": .string(id), "service": .string(service), "day": .string(day), "time": .string(time),
            "name": .string(name), "status": isCancelled ? "cancelled" : "booked",
        ]
    }

    init?(_ json: JSON) {
        guard let id = json["booking"]?.stringValue, let service = json["service"]?.stringValue,
            let day = json["day"]?.stringValue, let time = json["time"]?.stringValue,
            let name = json["name"]?.stringValue, let status = json["status"]?.stringValue
        else { return nil }
        self.init(
            id: id, service: service, day: day, time: time, name: name,
            isCancelled: status.utf8.elementsEqual("cancelled".utf8))
    }
}

extension Studio.Payment {
    var json: JSON {
        ["payment": .string(id), "name": .string(name), "amount": JSON(amount), "refunded": JSON(refunded)]
    }

    init?(_ json: JSON) {
        guard let id = json["payment"]?.stringValue, let name = json["name"]?.stringValue,
            let amount = json["amount"]?.int64Value, let refunded = json["refunded"]?.int64Value,
            (0...1_000_000_000).contains(amount), (0...amount).contains(refunded)
        else { return nil }
        self.init(id: id, name: name, amount: Int(amount), refunded: Int(refunded))
    }
}

extension Studio.Kept {
    var json: JSON {
        ["key": .string(key), "order": .string(order), "status": JSON(status), "answer": .string(answer)]
    }

    init?(_ json: JSON) {
        guard let key = json["key"]?.stringValue, let order = json["order"]?.stringValue,
            let status = json["status"]?.int64Value, (200...599).contains(status),
            let answer = json["answer"]?.stringValue
        else { return nil }
        self.init(key: key, order: order, status: Int(status), answer: answer)
    }
}
