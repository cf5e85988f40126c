/// Why a schema is refused. Places are JSON pointers into the schema, up to and with the keyword.
package enum JSONSchemaError: Error, Equatable, Sendable {
    /// Neither an object nor a boolean stands where a schema must.
    case notASchema(at: String)
    /// The keyword is none of draft 2020-12.
    case unknownKeyword(at: String)
    /// The keyword is one of draft 2020-12 that is not supported here.
    case unsupportedKeyword(at: String)
    /// The keyword's value is not what it must be.
    case invalidValue(at: String, expected: String)
    /// `$schema` names another draft.
    case unsupportedDialect(at: String)
    /// The format is not enforced here.
    case unsupportedFormat(at: String)
    /// The pattern can't be compiled.
    case unsupportedPattern(at: String, reason: LinearPatternError)
    /// The reference leads out of this schema, or to an anchor.
    case unsupportedReference(at: String)
    /// The reference leads to nothing that is a schema.
    case unresolvedReference(at: String)
    /// Following references from here leads back here without going into the value.
    case endlessReference(at: String)
    /// Subschemas are nested deeper than `JSONSchema.maximumNesting`.
    case tooDeep(at: String)
    /// There are more subschemas than `JSONSchema.maximumSubschemas`.
    case tooLarge
}

extension JSONSchemaError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notASchema(let place): "\(Self.name(place)) is no schema (an object or a boolean)"
        case .unknownKeyword(let place): "\(place) is an unknown keyword"
        case .unsupportedKeyword(let place): "\(place) is a keyword that is not supported"
        case .invalidValue(let place, let expected): "\(place) must be \(expected)"
        case .unsupportedDialect(let place): "\(place) names another dialect than draft 2020-12"
        case .unsupportedFormat(let place): "\(place) names a format that is not supported"
        case .unsupportedPattern(let place, let reason): "\(place): \(reason)"
        case .unsupportedReference(let place): "\(place) does not refer to a place in the same schema"
        case .unresolvedReference(let place): "\(place) refers to no schema"
        case .endlessReference(let place): "\(Self.name(place)) refers to itself without end"
        case .tooDeep(let place): "\(Self.name(place)) is nested too deeply"
        case .tooLarge: "the schema has too many subschemas"
        }
    }

    private static func name(_ place: String) -> String { place.isEmpty ? "the schema" : place }
}
