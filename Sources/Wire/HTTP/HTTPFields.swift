/// The value of a header field: visible ASCII, spaces and tabs, not beginning or ending in white space. A value with
/// which a message could be split has no representation.
package struct HTTPFieldValue: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The value.
    package let text: String

    /// The value `text`; nothing when it holds any other byte or is longer than 8,192 bytes.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count <= 8192, bytes.allSatisfy(HTTPByte.isFieldValue) else { return nil }
        guard !(bytes.first.map(HTTPByte.isWhitespace) ?? false) else { return nil }
        guard !(bytes.last.map(HTTPByte.isWhitespace) ?? false) else { return nil }
        self.text = text
    }

    /// A value written in the source; one that is not allowed is a mistake of ours and traps.
    package init(stringLiteral value: StaticString) {
        let text = value.description
        precondition(HTTPFieldValue(text) != nil, "a header value in the source holds a byte that is not allowed")
        self.text = text
    }

    /// The number in decimal.
    package init(_ number: Int) { text = String(number) }

    package var description: String { text }
}

/// Header fields in the order they were given.
package struct HTTPFields: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// One field.
    package struct Field: Sendable, Equatable {
        package let name: HTTPFieldName
        package let value: HTTPFieldValue
    }

    /// The fields.
    package private(set) var fields: [Field] = []

    /// No fields.
    package init() {}

    package init(dictionaryLiteral elements: (HTTPFieldName, HTTPFieldValue)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }

    /// The value of the first field of that name.
    package subscript(name: HTTPFieldName) -> String? { fields.first { $0.name == name }?.value.text }

    /// The values of all fields of that name, in order.
    package func all(_ name: HTTPFieldName) -> [String] { fields.filter { $0.name == name }.map(\.value.text) }

    /// Adds a field after the others.
    package mutating func append(_ name: HTTPFieldName, _ value: HTTPFieldValue) {
        fields.append(Field(name: name, value: value))
    }

    /// Puts a field in place of all others of that name.
    package mutating func set(_ name: HTTPFieldName, _ value: HTTPFieldValue) {
        fields.removeAll { $0.name == name }
        append(name, value)
    }
}
