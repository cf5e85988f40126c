/// A JSON value (RFC 8259). Strings and keys are compared byte for byte, numbers by their exact decimal value, objects
/// without regard to the order of their members.
package enum JSON: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, exactly as it was written.
    case number(JSONNumber)
    /// A string of Unicode scalars.
    case string(String)
    /// Values in order.
    case array([JSON])
    /// Members in the order they were written, no key twice.
    case object(JSONObject)

    /// Reads exactly one value: UTF-8 without a byte order mark, no duplicate keys, no lone surrogates, nothing after
    /// the value but white space, within `limits`.
    package static func parse(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) -> JSON {
        guard bytes.count <= limits.maximumBytes else { throw .tooLarge(limit: limits.maximumBytes) }
        var parser = JSONParser(bytes, limits)
        return try parser.document()
    }

    /// The shortest text without insignificant white space, members in their order, in UTF-8.
    package func serialized() -> [UInt8] {
        var serializer = JSONSerializer()
        serializer.write(self)
        return serializer.bytes
    }
}

extension JSON {
    /// The member of an object with that key; nil when there is none or this is no object.
    package subscript(key: String) -> JSON? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }

    /// The element of an array at that place; nil when there is none or this is no array.
    package subscript(index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// Whether this is `null`.
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The boolean, if this is one.
    package var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The string, if this is one.
    package var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The number, if this is one.
    package var numberValue: JSONNumber? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The number as an integer, if this is a number whose exact value is an integer within range (`1.0` is).
    package var int64Value: Int64? { numberValue?.int64 }

    /// The nearest double, if this is a number.
    package var doubleValue: Double? { numberValue?.double }

    /// The elements, if this is an array.
    package var arrayValue: [JSON]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, if this is an object.
    package var objectValue: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }
}

extension JSON: Equatable {
    package static func == (left: JSON, right: JSON) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension String {
    /// Whether both are the same UTF-8 bytes; `==` would be canonical equivalence.
    package func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
