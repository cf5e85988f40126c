import Primitives
import Wire
import YAML

/// Why a configuration was refused: where, as a JSON pointer (RFC 6901), and what is wrong there.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place: `/agents/0/engine`.
    package let pointer: String
    /// The fault.
    package let message: String

    /// A fault at that place.
    package init(_ pointer: String, _ message: String) {
        self.pointer = pointer
        self.message = message
    }

    package var description: String { "\(pointer.isEmpty ? "/" : pointer): \(message)" }
}

/// Reads one object of a configuration, key by key. Unknown keys, missing keys and values of the wrong type are errors
/// that name the place; a misspelt key is answered with the nearest valid one.
package struct ConfigurationReader: Sendable {
    /// Where the object is.
    package let pointer: String
    private let object: JSONObject

    /// A reader of the object `json` at `pointer`, whose keys must be among `keys`.
    package init(_ json: JSON, at pointer: String = "", keys: [String]) throws(ConfigurationError) {
        guard let object = json.objectValue else { throw ConfigurationError(pointer, "a mapping is expected") }
        self.object = object
        self.pointer = pointer
        for member in object.members where !keys.contains(where: { $0.hasSameBytes(as: member.key) }) {
            throw ConfigurationError(pointer, Self.unknown(member.key, keys))
        }
    }

    private static func unknown(_ key: String, _ keys: [String]) -> String {
        let near = NearestName.of(key, among: keys)
        return "unknown key '\(key.prefix(40))'" + (near.map { "; did you mean '\($0)'?" } ?? "")
    }

    /// Whether the key is there and not null.
    package func has(_ key: String) -> Bool { value(key) != nil }

    /// The value of a key; nothing when it is missing or null.
    package func value(_ key: String) -> JSON? { object[key].flatMap { $0.isNull ? nil : $0 } }

    /// The place of a key.
    package func place(_ key: String) -> String { "\(pointer)/\(key)" }

    /// A text that must be there.
    package func string(_ key: String) throws(ConfigurationError) -> String {
        guard let text = try optionalString(key) else { throw ConfigurationError(pointer, "'\(key)' is missing") }
        return text
    }

    /// A text that may be missing.
    package func optionalString(_ key: String) throws(ConfigurationError) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.stringValue else { throw ConfigurationError(place(key), "a text is expected") }
        return text
    }

    /// An id that must be there.
    package func id<Kind>(_ key: String, _ kind: Kind.Type) throws(ConfigurationError) -> Identifier<Kind> {
        guard let id = Identifier<Kind>(try string(key)) else {
            throw ConfigurationError(place(key), "an id has 1 to 64 of a-z, 0-9, '-', '_' and '.'")
        }
        return id
    }

    /// Yes or no.
    package func bool(_ key: String, default standard: Bool) throws(ConfigurationError) -> Bool {
        guard let value = value(key) else { return standard }
        guard let flag = value.boolValue else { throw ConfigurationError(place(key), "true or false is expected") }
        return flag
    }

    /// A whole number in a range.
    package func integer(
        _ key: String, in range: ClosedRange<Int64>, default standard: Int64
    ) throws(ConfigurationError) -> Int64 {
        guard let value = value(key) else { return standard }
        guard let number = value.int64Value, range.contains(number) else {
            throw ConfigurationError(place(key), "a number from \(range.lowerBound) to \(range.upperBound) is expected")
        }
        return number
    }

    /// A time such as `250ms`, `3s` or `10m`.
    package func duration(_ key: String, default standard: Duration) throws(ConfigurationError) -> Duration {
        guard let text = try optionalString(key) else { return standard }
        let units: [(String, Int64)] = [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]
        for (unit, factor) in units where text.hasSuffix(unit) {
            if let number = Int64(text.dropLast(unit.utf8.count)), (1...1_000_000).contains(number) {
                return .milliseconds(number * factor)
            }
        }
        throw ConfigurationError(place(key), "a time such as 250ms, 3s or 10m is expected")
    }

    /// A list; empty when it is missing.
    package func list(_ key: String) throws(ConfigurationError) -> [(value: JSON, pointer: String)] {
        guard let value = value(key) else { return [] }
        guard let elements = value.arrayValue else { throw ConfigurationError(place(key), "a list is expected") }
        return elements.enumerated().map { ($0.element, "\(place(key))/\($0.offset)") }
    }

    /// A list of texts; empty when it is missing.
    package func strings(_ key: String) throws(ConfigurationError) -> [String] {
        var texts: [String] = []
        for (value, pointer) in try list(key) {
            guard let text = value.stringValue else { throw ConfigurationError(pointer, "a text is expected") }
            texts.append(text)
        }
        return texts
    }

    /// One of the names of an enumeration.
    package func oneOf<Value: RawRepresentable & CaseIterable>(
        _ key: String, default standard: Value? = nil
    ) throws(ConfigurationError) -> Value where Value.RawValue == String {
        guard let text = try optionalString(key) else {
            guard let standard else { throw ConfigurationError(pointer, "'\(key)' is missing") }
            return standard
        }
        guard let value = Value(rawValue: text) else {
            let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConfigurationError(place(key), "one of \(names) is expected")
        }
        return value
    }
}
