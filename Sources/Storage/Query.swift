/// One SQL statement, written as a string literal. An interpolated value always becomes a bound parameter; the text
/// itself is made of `StaticString`s only, so a string that exists at run time cannot become SQL: there is no
/// initialiser and no interpolation that would splice it.
///
///     let query: Query = "SELECT body FROM documents WHERE kind = \(kind) AND id = \(id)"
package struct Query: ExpressibleByStringInterpolation, Sendable {
    /// A piece of the statement.
    enum Segment: Sendable {
        case literal(StaticString)
        case value(SQLValue)
    }

    let segments: [Segment]

    package init(stringLiteral value: StaticString) { segments = [.literal(value)] }

    package init(stringInterpolation: StringInterpolation) { segments = stringInterpolation.segments }

    /// The bound values, in order.
    package var values: [SQLValue] {
        segments.compactMap { segment in if case .value(let value) = segment { value } else { nil } }
    }

    /// The text with `placeholder(n)` standing for the n-th value, counted from 1: `?` for SQLite, `$n` for PostgreSQL.
    package func text(placeholder: (Int) -> String) -> String {
        var text = ""
        var number = 0
        for segment in segments {
            switch segment {
            case .literal(let literal): text += literal.description
            case .value:
                number += 1
                text += placeholder(number)
            }
        }
        return text
    }

    /// Collects the pieces of an interpolated statement.
    package struct StringInterpolation: StringInterpolationProtocol {
        var segments: [Segment] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            segments.reserveCapacity(2 * interpolationCount + 1)
        }

        package mutating func appendLiteral(_ literal: StaticString) { segments.append(.literal(literal)) }

        /// Binds `value`.
        package mutating func appendInterpolation(_ value: some SQLColumn) { segments.append(.value(value.sqlValue)) }

        /// Binds `value`, or NULL when there is none.
        package mutating func appendInterpolation(optional value: (some SQLColumn)?) {
            segments.append(.value(value?.sqlValue ?? .null))
        }

        /// Binds each of `values`, separated by commas: `WHERE id IN (\(list: ids))`. An empty list binds one NULL,
        /// which equals nothing.
        package mutating func appendInterpolation(list values: [some SQLColumn]) {
            guard let first = values.first else { return segments.append(.value(.null)) }
            segments.append(.value(first.sqlValue))
            for value in values.dropFirst() {
                segments.append(.literal(", "))
                segments.append(.value(value.sqlValue))
            }
        }

        /// Inserts another statement's text and values.
        package mutating func appendInterpolation(_ query: Query) { segments += query.segments }
    }
}
