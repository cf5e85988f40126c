import Primitives

/// What the studio sells and when its one chair is free on any day. Fixed, so that the demo is the same every day.
enum Catalogue {
    /// A service with its length in half hours and its price in US cents.
    struct Service: Sendable, Equatable {
        let name: String, halfHours: Int, price: Int
    }

    static let services = [
        Service(name: "haircut", halfHours: 1, price: 4500), Service(name: "color", halfHours: 3, price: 12_000),
        Service(name: "blow dry", halfHours: 1, price: 3500), Service(name: "beard trim", halfHours: 1, price: 2500),
    ]

    /// Half hours since midnight that are free before anybody books: 9:30, 10:30, 13:00, 14:30 and from 16:00 to 18:00.
    static let openHalfHours = [19, 21, 26, 29, 32, 33, 34, 35]

    /// The most times that one answer lists: more cannot be listened to.
    static let maximumTimes = 5

    /// The service of that name.
    static func service(_ name: String) -> Service? { services.first { $0.name.utf8.elementsEqual(name.utf8) } }

    /// `HH:MM` of a half hour.
    static func time(_ halfHour: Int) -> String {
        "\(padded(Int64(halfHour / 2), 2)):\(halfHour % 2 == 0 ? "00" : "30")"
    }

    /// The half hour that `HH:MM` names; nothing when the text is another.
    static func halfHour(_ time: String) -> Int? { (0..<48).first { Self.time($0).utf8.elementsEqual(time.utf8) } }
}
