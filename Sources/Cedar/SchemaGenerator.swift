import Wire

/// Makes the schema of a tenant's calls from its tools: the gateway's vocabulary with one action per tool, whose
/// `context.input` has the type of the tool's arguments.
///
/// | JSON Schema | Cedar |
/// |---|---|
/// | `object` with `properties` | record; a property not in `required` is optional |
/// | `string` | `String`; formats, patterns, lengths and `enum` are checked before, not by the type |
/// | `integer` | `Long`; bounds are checked before |
/// | `number` | `decimal`: at most four digits after the point, which `ToolInput` enforces |
/// | `boolean` | `Bool` |
/// | `array` with `items` of one type | `Set`: order and repetition are lost to policies |
/// | a type or null (`["string", "null"]`) | an optional attribute; null counts as absent |
/// | anything else (`oneOf`, `$ref`, no `type`, additional properties) | refused, with the place |
package enum SchemaGenerator {
    /// A tool as the schema sees it.
    package struct Tool: Sendable {
        let name: String
        let effect: GatewayCall.Effect
        let input: JSON

        /// A tool with the JSON Schema of its arguments.
        package init(name: String, effect: GatewayCall.Effect, input: JSON) {
            (self.name, self.effect, self.input) = (name, effect, input)
        }
    }

    /// The schema of `tools` on top of `vocabulary`, the text of `Policies/schema.cedarschema`.
    package static func document(_ tools: [Tool], vocabulary: String) throws(CedarError) -> SchemaDocument {
        var document = try SchemaDocument.parse(vocabulary, name: "schema.cedarschema")
        guard let outside = document.namespaces.firstIndex(where: { $0.name == "" }) else {
            throw CedarError(.schema, "the gateway's vocabulary declares nothing outside namespaces")
        }
        for tool in tools { document.namespaces[outside].actions.append(try action(tool)) }
        return document
    }

    private static func action(_ tool: Tool) throws(CedarError) -> SchemaDocument.ActionDeclaration {
        let input = try type(tool.input, place: "the input of `\(tool.name)`", depth: 0)
        guard case .record = input else { throw refusal("the input of `\(tool.name)`", "must be an object") }
        let context = TypeExpression.record([attribute("input", input)] + circumstances)
        return .init(
            name: Text(tool.name), parents: [(nil, Text(tool.effect.rawValue))],
            appliesTo: .init(principals: ["Agent", "Caller"], resources: ["Tool"], context: context), annotations: [],
            position: SourcePosition(file: tool.name, line: 1, column: 1))
    }

    /// What `GatewayCall` puts into every context, and the confirmation level.
    private static let circumstances: [AttributeDeclaration] = [
        attribute("confirmation", .builtIn("Long")), attribute("effect", .builtIn("String")),
        attribute("sensitive", .builtIn("Bool")), attribute("grounded", .builtIn("Bool")),
        attribute("verbGrounded", .builtIn("Bool")), attribute("carriesSensitive", .builtIn("Bool")),
        attribute("egress", .builtIn("Bool")), attribute("nthUse", .builtIn("Long")),
        attribute("channel", .builtIn("String")), attribute("assurance", .builtIn("Long")),
        attribute("now", .builtIn("datetime")), attribute("session", .name("Session")),
        attribute("counters", .name("Counters")),
    ]

    private static func attribute(_ name: Text, _ type: TypeExpression, isRequired: Bool = true) -> AttributeDeclaration
    {
        AttributeDeclaration(name: name, type: type, isRequired: isRequired, annotations: [])
    }

    private static func refusal(_ place: String, _ reason: String) -> CedarError {
        CedarError(.schema, "\(place) has no Cedar type: it \(reason)")
    }

    private static let combinators = [
        "$ref", "$dynamicRef", "oneOf", "anyOf", "allOf", "not", "if", "patternProperties",
    ]

    private static func type(_ json: JSON, place: String, depth: Int) throws(CedarError) -> TypeExpression {
        guard depth < 32 else { throw refusal(place, "is nested more than 32 deep") }
        for keyword in combinators where json[keyword] != nil { throw refusal(place, "uses `\(keyword)`") }
        switch plainType(json)?.name {
        case "string": return .builtIn("String")
        case "integer": return .builtIn("Long")
        case "number": return .builtIn("decimal")
        case "boolean": return .builtIn("Bool")
        case "array":
            guard let items = json["items"] else { throw refusal(place, "is an array without `items`") }
            return .set(try type(items, place: "an element of \(place)", depth: depth + 1))
        case "object": return .record(try properties(json, place: place, depth: depth))
        default: throw refusal(place, "names no single type")
        }
    }

    /// The type's name, and whether null is allowed beside it.
    private static func plainType(_ json: JSON) -> (name: String, isNullable: Bool)? {
        if let name = json["type"]?.stringValue { return (name, false) }
        let names = (json["type"]?.arrayValue ?? []).compactMap(\.stringValue)
        let others = names.filter { !$0.hasSameBytes(as: "null") }
        guard let name = others.first, others.count == 1 else { return nil }
        return (name, others.count < names.count)
    }

    private static func properties(
        _ json: JSON, place: String, depth: Int
    ) throws(CedarError) -> [AttributeDeclaration] {
        guard json["additionalProperties"]?.boolValue == false else {
            throw refusal(place, "allows additional properties; say `\"additionalProperties\": false`")
        }
        let required = (json["required"]?.arrayValue ?? []).compactMap { $0.stringValue.map { Text($0) } }
        var attributes: [AttributeDeclaration] = []
        for (name, schema) in json["properties"]?.objectValue?.members ?? [] {
            let type = try type(schema, place: "`\(name)` in \(place)", depth: depth + 1)
            let isNullable = plainType(schema)?.isNullable ?? false
            attributes.append(attribute(Text(name), type, isRequired: required.contains(Text(name)) && !isNullable))
        }
        return attributes
    }
}
