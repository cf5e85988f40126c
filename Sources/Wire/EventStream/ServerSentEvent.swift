/// One event of an event stream (WHATWG HTML, section "Server-sent events").
package struct ServerSentEvent: Sendable, Equatable {
    /// The event's type; `message` unless the stream names another.
    package var event: String
    /// The data lines, joined by line feeds.
    package var data: String
    /// The last id that the stream gave, or an empty string.
    package var id: String

    /// An event of those parts.
    package init(event: String = "message", data: String, id: String = "") {
        self.event = event
        self.data = data
        self.id = id
    }
}

/// Why an event stream can't be read on.
package enum EventStreamError: Error, Equatable, Sendable {
    /// A line or the data of one event is longer than the parser's limit.
    case eventTooLarge(limit: Int)
    /// A line is not UTF-8. The standard would repair it; for answers that guards read, we refuse.
    case invalidUTF8
}

extension EventStreamError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .eventTooLarge(let limit): "an event of the stream is larger than \(limit) bytes"
        case .invalidUTF8: "the event stream is not UTF-8"
        }
    }
}
