/// A node of a policy's syntax tree, with the place it was read from. Depth is bounded by the parser.
package final class Expression: Sendable {
    /// What the node is.
    package let kind: Kind
    /// Where it stands in the source.
    package let span: SourceSpan
    /// The longest way down to a leaf, counting this node.
    let depth: Int

    /// A node at `span`.
    package init(_ kind: Kind, _ span: SourceSpan) {
        self.kind = kind
        self.span = span
        depth = 1 + (kind.children.map(\.depth).max() ?? 0)
    }

    /// The kinds of nodes.
    package enum Kind: Sendable {
        case literal(CedarValue)
        case variable(Variable)
        case slot(Slot)
        case unary(UnaryOperator, Expression)
        case binary(BinaryOperator, Expression, Expression)
        case ifThenElse(Expression, Expression, Expression)
        case attribute(Expression, Text)
        case has(Expression, Text)
        case like(Expression, Pattern)
        case isType(Expression, Text, in: Expression?)
        case set([Expression])
        case record([(name: Text, value: Expression)])
        case call(ExtensionFunction, [Expression])

        /// The nodes directly below.
        package var children: [Expression] {
            switch self {
            case .literal, .variable, .slot: []
            case .unary(_, let operand), .attribute(let operand, _), .has(let operand, _), .like(let operand, _):
                [operand]
            case .binary(_, let left, let right): [left, right]
            case .ifThenElse(let test, let yes, let no): [test, yes, no]
            case .isType(let operand, _, let ancestor): ancestor.map { [operand, $0] } ?? [operand]
            case .set(let elements), .call(_, let elements): elements
            case .record(let fields): fields.map(\.value)
            }
        }
    }
}

/// What a request supplies.
package enum Variable: String, Sendable, Hashable, CaseIterable { case principal, action, resource, context }

/// The holes of a template.
package enum Slot: String, Sendable, Hashable {
    case principal = "?principal"
    case resource = "?resource"
}

/// Operators with one operand.
package enum UnaryOperator: String, Sendable, Hashable {
    case not = "!"
    case negate = "neg"
    case isEmpty
}

/// Operators with two operands, by the names of the JSON policy format.
package enum BinaryOperator: String, Sendable, Hashable {
    case and = "&&"
    case or = "||"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isIn = "in"
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case contains, containsAll, containsAny, getTag, hasTag
}

/// Functions and methods of the extension types.
package enum ExtensionFunction: String, Sendable, Hashable, CaseIterable {
    case ip, decimal, datetime, duration
    case isIpv4, isIpv6, isLoopback, isMulticast, isInRange
    case lessThan, lessThanOrEqual, greaterThan, greaterThanOrEqual
    case offset, durationSince, toDate, toTime
    case toMilliseconds, toSeconds, toMinutes, toHours, toDays

    /// Whether it is written as a function, `ip("…")`, rather than after a value.
    package var isConstructor: Bool {
        switch self {
        case .ip, .decimal, .datetime, .duration: true
        default: false
        }
    }

    /// How many arguments it takes, the value before the point included.
    package var argumentCount: Int {
        switch self {
        case .isInRange, .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual, .offset, .durationSince: 2
        default: 1
        }
    }
}

/// A `like` pattern: literal pieces between wildcards. Matching works on bytes, which for UTF-8 is the same as on
/// Unicode scalars.
package struct Pattern: Hashable, Sendable {
    /// An element of a pattern: a byte that must be there, or a wildcard (nothing).
    let elements: [UInt8?]

    /// Whether the whole of `text` matches, by the greedy algorithm: at most pattern times text steps.
    func matches(_ text: Text) -> Bool {
        let bytes = text.string.utf8.span
        var (position, index) = (0, 0)
        var retry: (position: Int, index: Int)?
        while position < bytes.count {
            if index < elements.count, elements[index] == nil {
                index += 1
                retry = (position, index)
            } else if index < elements.count, elements[index] == bytes[position] {
                index += 1
                position += 1
            } else if let last = retry {
                position = last.position + 1
                index = last.index
                retry = (position, index)
            } else {
                return false
            }
        }
        return elements[index...].allSatisfy { $0 == nil }
    }
}
