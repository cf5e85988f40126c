/// A value of the Cedar language. Equality is Cedar's `==`: values of different kinds are never equal, sets ignore
/// order and repetition, strings compare by bytes.
package enum CedarValue: Sendable {
    case bool(Bool)
    case long(Int64)
    case string(Text)
    case entity(EntityUID)
    case set(CedarSet)
    case record(CedarRecord)
    case decimal(CedarDecimal)
    case datetime(CedarDatetime)
    case duration(CedarDuration)
    case ip(CedarIPAddress)
}

extension CedarValue: Hashable, Comparable {
    package static func == (left: CedarValue, right: CedarValue) -> Bool {
        switch (left, right) {
        case (.bool(let first), .bool(let second)): first == second
        case (.long(let first), .long(let second)): first == second
        case (.string(let first), .string(let second)): first == second
        case (.entity(let first), .entity(let second)): first == second
        case (.set(let first), .set(let second)): first == second
        case (.record(let first), .record(let second)): first == second
        case (.decimal(let first), .decimal(let second)): first == second
        case (.datetime(let first), .datetime(let second)): first == second
        case (.duration(let first), .duration(let second)): first == second
        case (.ip(let first), .ip(let second)): first == second
        default: false
        }
    }

    /// A total order without meaning in the language: it gives sets one representation.
    package static func < (left: CedarValue, right: CedarValue) -> Bool { left.order(right) < 0 }

    /// Negative, zero or positive as this value stands before, at or after `other` in that order.
    func order(_ other: CedarValue) -> Int {
        switch (self, other) {
        case (.bool(let first), .bool(let second)): (first ? 1 : 0) - (second ? 1 : 0)
        case (.long(let first), .long(let second)): compare(first, second)
        case (.string(let first), .string(let second)): first.order(second)
        case (.entity(let first), .entity(let second)): first.order(second)
        case (.set(let first), .set(let second)): first.order(second)
        case (.record(let first), .record(let second)): first.order(second)
        case (.decimal(let first), .decimal(let second)): compare(first.tenThousandths, second.tenThousandths)
        case (.datetime(let first), .datetime(let second)): compare(first.milliseconds, second.milliseconds)
        case (.duration(let first), .duration(let second)): compare(first.milliseconds, second.milliseconds)
        case (.ip(let first), .ip(let second)): first.order(second)
        default: rank - other.rank
        }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(rank)
        switch self {
        case .bool(let value): hasher.combine(value)
        case .long(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .entity(let value): hasher.combine(value)
        case .set(let value): hasher.combine(value.elements)
        case .record(let value): hasher.combine(value.fields)
        case .decimal(let value): hasher.combine(value)
        case .datetime(let value): hasher.combine(value)
        case .duration(let value): hasher.combine(value)
        case .ip(let value): hasher.combine(value)
        }
    }

    private var rank: Int {
        switch self {
        case .bool: 0
        case .long: 1
        case .string: 2
        case .entity: 3
        case .set: 4
        case .record: 5
        case .decimal: 6
        case .datetime: 7
        case .duration: 8
        case .ip: 9
        }
    }
}

/// Negative, zero or positive as `left` is less than, equal to or more than `right`.
func compare<Number: Comparable>(_ left: Number, _ right: Number) -> Int { left < right ? -1 : (left == right ? 0 : 1) }

extension CedarValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .long(value) }
    package init(stringLiteral value: String) { self = .string(Text(value)) }
    package init(arrayLiteral elements: CedarValue...) { self = .set(CedarSet(elements)) }
    package init(dictionaryLiteral elements: (String, CedarValue)...) { self = .record(CedarRecord(elements)) }
}

extension CedarValue {
    /// The string value that `string` spells.
    package static func string(_ string: String) -> CedarValue { .string(Text(string)) }

    /// A reference to the entity `id` of `type`.
    package static func entity(_ type: String, _ id: String) -> CedarValue { .entity(EntityUID(type, id)) }

    /// What kind of value it is, in the language's words.
    package var kind: ValueKind {
        switch self {
        case .bool: .bool
        case .long: .long
        case .string: .string
        case .entity: .entity
        case .set: .set
        case .record: .record
        case .decimal: .decimal
        case .datetime: .datetime
        case .duration: .duration
        case .ip: .ipaddr
        }
    }
}

/// The kinds of values, named as the language names their types.
package enum ValueKind: String, Sendable, Hashable {
    case bool = "boolean"
    case long, string
    case entity, set, record, decimal, datetime, duration, ipaddr
}
