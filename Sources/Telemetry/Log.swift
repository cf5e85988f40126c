import Platform
import Primitives

/// A structured log: one JSON object a line. Messages are static text and attributes are of marked kinds, so that what
/// a caller, a model or a tool said has no way in.
package struct Log: Sendable {
    /// How bad it is.
    package enum Level: Int, Sendable, Comparable {
        case debug, info, warning, error

        package static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

        var name: String {
            switch self {
            case .debug: "debug"
            case .info: "info"
            case .warning: "warning"
            case .error: "error"
            }
        }
    }

    private let minimum: Level
    private let clock: Clock
    private let write: @Sendable (String) -> Void

    /// A log that passes lines from `minimum` on to `write`; by default to standard error.
    package init(
        minimum: Level = .info, clock: Clock = SystemClock.clock,
        write: @escaping @Sendable (String) -> Void = StandardStream.error
    ) {
        self.minimum = minimum
        self.clock = clock
        self.write = write
    }

    /// A log that keeps nothing.
    package static let silent = Log(minimum: .error, write: { _ in })

    /// Writes a line.
    package func callAsFunction(
        _ level: Level, _ message: StaticString, _ attributes: KeyValuePairs<StaticString, LogValue> = [:]
    ) {
        guard level >= minimum else { return }
        var line = "{\"time\":\"\(clock.wall().rfc3339)\",\"level\":\"\(level.name)\",\"message\":\"\(message)\""
        for (key, value) in attributes { line += ",\"\(key)\":\(value.json)" }
        write(line + "}\n")
    }
}

/// A value that may stand in a log: an id, a number, a time, a fixed word or an error of ours, whose description holds
/// no content by the rules of the house.
package struct LogValue: Sendable {
    let json: String

    /// An id.
    package init<Kind>(_ id: Identifier<Kind>) { json = quoted(id.text) }

    /// A count.
    package init(_ count: Int) { json = String(count) }

    /// A time, in milliseconds.
    package init(_ duration: Duration) { json = String(Double(duration.nanoseconds / 1000) / 1000) }

    /// A fixed word.
    package init(_ word: StaticString) { json = quoted("\(word)") }

    /// An error of ours.
    package init(_ error: any Error & CustomStringConvertible) { json = quoted(error.description) }

    /// A name that the operator chose: of a file, an address, a provider.
    package init(configured name: String) { json = quoted(name) }
}

private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += "?"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
