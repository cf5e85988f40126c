import Primitives
import Wire

/// A plain assistant of the studio: free times, booking, cancelling, refunds, prices. It reads what the caller has said so
/// far and either calls a tool, asks for what is missing, or says what a tool brought.
struct Receptionist: Sendable {
    /// The day from which "tomorrow" counts.
    let today: CivilDate

    /// The answer to a request.
    func answer(_ request: ChatRequest) -> ChatAnswer {
        guard let last = request.messages.last else { return ChatAnswer(text: "How can I help you?") }
        if last.role == .tool { return report(last.content) }
        let wish = Wish(callers: request.messages.filter { $0.role == .user }.map(\.content), today: today)
        switch wish.kind {
        case .times: return times(wish)
        case .booking: return booking(wish)
        case .cancelling: return cancelling(wish)
        case .refund: return refund(wish)
        case .prices: return ChatAnswer(text: Self.prices)
        case .goodbye: return ChatAnswer(text: "Goodbye.")
        case nil: return ChatAnswer(text: "How can I help you? I can find free times, book and cancel.")
        }
    }

    private func times(_ wish: Wish) -> ChatAnswer {
        guard let day = wish.day else { return ChatAnswer(text: "For which day?") }
        var fields: JSONObject = ["day": .string(day.description)]
        if let service = wish.service { fields["service"] = .string(service) }
        return ChatAnswer(text: "", calls: [ChatAnswer.Call("find_slots", .object(fields))])
    }

    private func booking(_ wish: Wish) -> ChatAnswer {
        guard let service = wish.service else { return ChatAnswer(text: "What would you like: \(Self.names)?") }
        guard let day = wish.day else { return ChatAnswer(text: "For which day?") }
        guard let time = wish.time else { return ChatAnswer(text: "At what time?") }
        guard let name = wish.name else { return ChatAnswer(text: "What is your name?") }
        let fields: JSON = [
            "service": .string(service), "day": .string(day.description), "time": .string(time), "name": .string(name),
        ]
        return ChatAnswer(text: "", calls: [ChatAnswer.Call("book_appointment", fields)])
    }

    private func cancelling(_ wish: Wish) -> ChatAnswer {
        guard let booking = wish.reference("b-") else { return ChatAnswer(text: "What is the number of the booking?") }
        return ChatAnswer(text: "", calls: [ChatAnswer.Call("cancel_booking", ["booking": .string(booking)])])
    }

    private func refund(_ wish: Wish) -> ChatAnswer {
        guard let payment = wish.reference("p-") else { return ChatAnswer(text: "What is the number of the payment?") }
        guard let dollars = wish.dollars else { return ChatAnswer(text: "How much?") }
        let fields: JSON = ["payment": .string(payment), "amount": JSON(dollars * 100)]
        return ChatAnswer(text: "", calls: [ChatAnswer.Call("refund_payment", fields)])
    }

    private func report(_ result: String) -> ChatAnswer {
        guard let whole = try? JSON.parse(Array(result.utf8)) else { return ChatAnswer(text: "That did not work.") }
        let json = whole["result"] ?? whole
        if let times = json["times"]?.arrayValue {
            let list = times.compactMap(\.stringValue).joined(separator: ", ")
            return ChatAnswer(text: list.isEmpty ? "That day is full." : "These times are free: \(list).")
        }
        switch json["status"]?.stringValue {
        case "booked": return ChatAnswer(text: "Your appointment is booked.")
        case "cancelled": return ChatAnswer(text: "Your booking is cancelled.")
        case "refunded": return ChatAnswer(text: "Your money is on its way back.")
        default: return ChatAnswer(text: "I am sorry, that did not work.")
        }
    }

    private static let names = Catalogue.services.map(\.name).joined(separator: ", ")

    private static let prices =
        Catalogue.services.map { "A \($0.name) is \($0.price / 100) dollars." }.joined(separator: " ")
}
