/// One compiled schema; subschemas are places in the list of all nodes.
struct SchemaNode: Sendable {
    /// Where it stands in the schema.
    let pointer: JSONPointer
    /// All must hold.
    var rules: [SchemaRule] = []
    /// Whether this is the schema `false`, which nothing fits.
    var isNever = false
}

/// One assertion or applicator of a schema.
enum SchemaRule: Sendable {
    case type(JSONTypes)
    case constants([JSON])
    case bound(SchemaBound)
    case multipleOf(SchemaDivisor)
    case count(SchemaCount)
    case pattern(LinearPattern)
    case format(SchemaFormat)
    case required([String])
    case dependentRequired([(key: String, needs: [String])])
    case members(SchemaMembers)
    case memberNames(Int)
    case elements(prefix: [Int], rest: Int?)
    case uniqueElements
    case reference(Int)
    case all([Int])
    case any([Int])
    case one([Int])
    case not(Int)
    case conditional(condition: Int, then: Int?, otherwise: Int?)

    /// The nodes that this rule applies to the same value.
    var inPlace: [Int] {
        switch self {
        case .reference(let node), .not(let node): [node]
        case .all(let nodes), .any(let nodes), .one(let nodes): nodes
        case .conditional(let condition, let then, let otherwise): [condition] + [then, otherwise].compactMap(\.self)
        default: []
        }
    }
}

/// `properties`, `patternProperties` and `additionalProperties` of one schema.
struct SchemaMembers: Sendable {
    var named: [ByteKey: Int] = [:]
    var patterns: [(pattern: LinearPattern, node: Int)] = []
    var additional: Int?
}

/// How many characters, elements or members there must be.
struct SchemaCount: Sendable {
    enum Subject: Sendable {
        case characters
        case elements
        case members
    }

    let subject: Subject
    let isMaximum: Bool
    let limit: Int
}

/// A bound of a number.
struct SchemaBound: Sendable {
    let limit: JSONDecimal
    /// The limit as it was written, for messages.
    let text: String
    let isMaximum: Bool
    let isExclusive: Bool

    func allows(_ value: JSONDecimal) -> Bool {
        if value == limit { return !isExclusive }
        return isMaximum ? value < limit : limit < value
    }
}
