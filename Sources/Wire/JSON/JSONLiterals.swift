extension JSON: ExpressibleByNilLiteral {
    package init(nilLiteral: ()) { self = .null }
}

extension JSON: ExpressibleByBooleanLiteral {
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSON: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
}

extension JSON: ExpressibleByFloatLiteral {
    package init(floatLiteral value: Double) { self = .number(JSONNumber(value)) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self = .string(value) }
}

extension JSON: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
}

extension JSON: ExpressibleByDictionaryLiteral {
    /// A key written twice keeps its first place and its last value.
    package init(dictionaryLiteral elements: (String, JSON)...) { self = .object(JSONObject(elements)) }
}

extension JSON {
    /// A number.
    package init(_ value: Int) { self = .number(JSONNumber(value)) }

    /// A number.
    package init(_ value: Int64) { self = .number(JSONNumber(value)) }

    /// A number.
    package init(_ value: Double) { self = .number(JSONNumber(value)) }

    /// A string.
    package init(_ value: String) { self = .string(value) }

    /// A boolean.
    package init(_ value: Bool) { self = .bool(value) }
}
