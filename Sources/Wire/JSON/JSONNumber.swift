/// A JSON number with its exact value: what does not fit an `Int64` keeps the text it was written as.
package struct JSONNumber: Sendable {
    private enum Storage: Sendable {
        case integer(Int64)
        case double(Double)
        case text(String)
    }

    private let storage: Storage

    /// That integer.
    package init(_ value: Int64) { storage = .integer(value) }

    /// That integer.
    package init(_ value: Int) { storage = .integer(Int64(value)) }

    /// That double. JSON has no word for infinity and not-a-number: they are written as `null`, as ECMAScript does, and
    /// have no canonical form.
    package init(_ value: Double) { storage = .double(value) }

    /// A text that the parser found to be a number after RFC 8259.
    init(wellFormed text: String) { storage = .text(text) }

    /// The number as it was written, or the shortest text that reads back as the same value.
    package var text: String {
        switch storage {
        case .integer(let value): String(value)
        case .double(let value): ECMAScriptNumber.text(of: value) ?? "null"
        case .text(let text): text
        }
    }

    /// The exact value, if it is an integer within range; `1.0` and `1e2` are.
    package var int64: Int64? {
        switch storage {
        case .integer(let value): value
        case .double(let value): Int64(exactly: value)
        case .text: decimal?.int64
        }
    }

    /// The nearest double.
    package var double: Double {
        switch storage {
        case .integer(let value): Double(value)
        case .double(let value): value
        case .text(let text): Double(text) ?? .nan
        }
    }

    /// The exact value; nil when it is not finite.
    var decimal: JSONDecimal? {
        switch storage {
        case .integer(let value): JSONDecimal(value)
        case .double(let value): value.isFinite ? JSONDecimal(text) : nil
        case .text(let text): JSONDecimal(text)
        }
    }

    /// The value, if it was given as an integer that fits.
    var exactInteger: Int64? {
        if case .integer(let value) = storage { value } else { nil }
    }

    /// Whether it was written without fraction and exponent.
    var isWrittenAsInteger: Bool {
        switch storage {
        case .integer: true
        case .double: false
        case .text(let text): text.utf8.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
        }
    }
}

extension JSONNumber: Equatable {
    /// Numbers are equal when their exact decimal values are: 1, 1.0 and 10e-1 are, 2^53 and 2^53 + 1 are not.
    package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if let left = left.exactInteger, let right = right.exactInteger { return left == right }
        return left.decimal == right.decimal
    }
}
