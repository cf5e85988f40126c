/// A compiled JSON Schema: the subset of draft 2020-12 that tool arguments need, every keyword of which is enforced.
/// A keyword that is unknown or not supported is refused when compiling, with its place: a rule that silently does
/// nothing would be a hole.
///
/// Enforced: `type enum const`, `minimum maximum exclusiveMinimum exclusiveMaximum multipleOf` (exact decimal
/// arithmetic), `minLength maxLength` (Unicode scalars), `pattern` (`LinearPattern`), `format` (`date time date-time
/// email uuid ipv4 ipv6 uri`), `properties patternProperties additionalProperties propertyNames required
/// dependentRequired minProperties maxProperties`, `prefixItems items minItems maxItems uniqueItems`, `allOf anyOf oneOf
/// not if then else`, `$ref` to a place in the same schema, `$defs`. Passed over: `title description default examples
/// deprecated readOnly writeOnly $comment $schema` (2020-12 only).
package struct JSONSchema: Sendable {
    /// Subschemas that one schema may have.
    package static let maximumSubschemas = 2048
    /// How deep subschemas may be nested.
    package static let maximumNesting = 64
    /// How deep checking may recurse, references counted; a value that needs more is refused.
    static let maximumDepth = 128
    /// Violations reported at most.
    package static let maximumViolations = 32

    let nodes: [SchemaNode]

    /// Compiles a schema.
    package init(_ schema: JSON) throws(JSONSchemaError) {
        var compiler = SchemaCompiler()
        nodes = try compiler.compile(root: schema)
    }

    /// What is wrong with a value, at most `maximumViolations`; nothing when it fits the schema. A value that takes more
    /// than `maximumSteps` elementary checks is refused with one violation that says so.
    package func violations(in value: JSON, maximumSteps: Int = 1_000_000) -> [SchemaViolation] {
        var evaluation = SchemaEvaluation(nodes, steps: maximumSteps)
        return evaluation.violations(in: value)
    }
}

/// One way in which a value does not fit its schema.
package struct SchemaViolation: Sendable, Equatable {
    /// The place in the value, as a JSON pointer. It can hold keys of the value where the schema allows keys that it
    /// does not name.
    package var path: String
    /// What is wrong, in words that hold nothing of the value.
    package var message: String

    /// A violation of those parts.
    package init(path: String, message: String) {
        self.path = path
        self.message = message
    }
}
