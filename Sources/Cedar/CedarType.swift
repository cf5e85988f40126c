/// A type of the validator. Booleans that are known to be true or false have their own types.
package indirect enum CedarType: Hashable, Sendable {
    case bool, trueOnly, falseOnly
    case long, string
    case entity(Text)
    case set(CedarType)
    case record(RecordType)
    case decimal, datetime, duration, ipaddr

    /// Whether it is a Boolean, known or not.
    var isBool: Bool { self == .bool || self == .trueOnly || self == .falseOnly }

    /// The least type that holds the values of both, or nothing: strict validation mixes no types.
    func joined(_ other: CedarType) -> CedarType? {
        switch (self, other) {
        case _ where self == other: self
        case _ where isBool && other.isBool: .bool
        case (.set(let first), .set(let second)): first.joined(second).map(CedarType.set)
        case (.record(let first), .record(let second)): first.joined(second).map(CedarType.record)
        default: nil
        }
    }
}

extension CedarType: CustomStringConvertible {
    package var description: String {
        switch self {
        case .bool: "Bool"
        case .trueOnly: "Bool that is always true"
        case .falseOnly: "Bool that is always false"
        case .long: "Long"
        case .string: "String"
        case .entity(let name): name.string
        case .set(let element): "Set<\(element)>"
        case .record(let record): record.description
        case .decimal: "decimal"
        case .datetime: "datetime"
        case .duration: "duration"
        case .ipaddr: "ipaddr"
        }
    }
}

/// The type of a record: exactly these attributes, sorted by name.
package struct RecordType: Hashable, Sendable, CustomStringConvertible {
    /// One attribute.
    package struct Attribute: Hashable, Sendable {
        package let name: Text
        package let type: CedarType
        package let isRequired: Bool
    }

    /// The attributes, sorted by their names' bytes, each name once.
    package let attributes: [Attribute]

    init(_ attributes: [Attribute]) { self.attributes = attributes.sorted { $0.name < $1.name } }

    /// The record type without attributes.
    package static let empty = RecordType([])

    subscript(_ name: Text) -> Attribute? { attributes.first { $0.name == name } }

    func joined(_ other: RecordType) -> RecordType? {
        guard attributes.count == other.attributes.count else { return nil }
        var joined: [Attribute] = []
        for (first, second) in zip(attributes, other.attributes) {
            guard first.name == second.name, first.isRequired == second.isRequired,
                let type = first.type.joined(second.type)
            else { return nil }
            joined.append(.init(name: first.name, type: type, isRequired: first.isRequired))
        }
        return RecordType(joined)
    }

    package var description: String {
        "{ " + attributes.map { "\($0.name)\($0.isRequired ? "" : "?"): \($0.type)" }.joined(separator: ", ") + " }"
    }
}
