/// A value of a tool call's argument, or of a field of a record, as far as grounding can compare it.
package enum ArgumentValue: Sendable {
    /// A string.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// Any other number, as it was written.
    case decimal(String)
    /// True or false: never derivable from words.
    case boolean(Bool)
    /// An array, an object or null: never grounded.
    case compound

    /// Whether both are the same value, byte for byte.
    package func isSame(as other: ArgumentValue) -> Bool {
        switch (self, other) {
        case (.text(let left), .text(let right)), (.decimal(let left), .decimal(let right)): sameBytes(left, right)
        case (.integer(let left), .integer(let right)): left == right
        case (.boolean(let left), .boolean(let right)): left == right
        default: false
        }
    }

    /// The string, if it is one.
    package var text: String? { if case .text(let text) = self { text } else { nil } }
}

/// The fields of one object in a tool's result, with those of the objects around it.
package struct GroundingRecord: Sendable {
    /// The most fields that are kept.
    package static let fieldLimit = 64

    /// Names and scalar values, in order.
    package let fields: [(name: String, value: ArgumentValue)]

    /// A record of those fields; those past the limit are left out.
    package init(_ fields: [(name: String, value: ArgumentValue)]) {
        self.fields = Array(fields.prefix(Self.fieldLimit))
    }
}
