/// Why the studio does not do what it is asked.
enum StudioError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A field of the order is missing, of another type or out of its bounds.
    case invalid(String)
    /// The body is no JSON object, or has a field that nobody asked for.
    case malformed
    case unknownService
    case unknownBooking
    case unknownPayment
    case slotTaken
    case alreadyCancelled
    case amountTooLarge
    case dayInThePast
    case dayTooFar
    case full
    case unauthorized
    case notFound
    case methodNotAllowed
    /// The idempotency key was used for another order.
    case keyReused
    /// The books could not be written.
    case notSaved

    /// The HTTP status.
    var status: Int {
        switch self {
        case .invalid, .malformed: 400
        case .unauthorized: 401
        case .unknownBooking, .unknownPayment, .notFound: 404
        case .methodNotAllowed: 405
        case .slotTaken, .alreadyCancelled: 409
        case .unknownService, .amountTooLarge, .dayInThePast, .dayTooFar, .keyReused: 422
        case .full, .notSaved: 503
        }
    }

    /// The code in the JSON answer.
    var code: String {
        switch self {
        case .invalid: "invalid_field"
        case .malformed: "malformed"
        case .unknownService: "unknown_service"
        case .unknownBooking: "unknown_booking"
        case .unknownPayment: "unknown_payment"
        case .slotTaken: "slot_taken"
        case .alreadyCancelled: "already_cancelled"
        case .amountTooLarge: "amount_too_large"
        case .dayInThePast: "day_in_the_past"
        case .dayTooFar: "day_too_far"
        case .full: "full"
        case .unauthorized: "unauthorized"
        case .notFound: "not_found"
        case .methodNotAllowed: "method_not_allowed"
        case .keyReused: "key_reused"
        case .notSaved: "not_saved"
        }
    }

    var description: String {
        switch self {
        case .invalid(let field): "the field \(field) is missing or not valid"
        case .malformed: "the body is not a JSON object of the expected fields"
        case .unknownService: "the studio does not offer that service"
        case .unknownBooking: "there is no such booking"
        case .unknownPayment: "there is no such payment"
        case .slotTaken: "that time is not free"
        case .alreadyCancelled: "the booking is cancelled already"
        case .amountTooLarge: "the amount is more than what is left of the payment"
        case .dayInThePast: "the day is in the past"
        case .dayTooFar: "the day is too far ahead"
        case .full: "the books are full"
        case .unauthorized: "a valid bearer token is needed"
        case .notFound: "there is nothing at that path"
        case .methodNotAllowed: "the path does not take that method"
        case .keyReused: "the idempotency key was used for another order"
        case .notSaved: "the books could not be written"
        }
    }
}
