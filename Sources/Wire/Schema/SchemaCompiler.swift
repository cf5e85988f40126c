/// Turns a schema into nodes, refusing every keyword that would not be enforced.
struct SchemaCompiler {
    private static let annotations: Set<String> = ["default", "deprecated", "readOnly", "writeOnly"]
    private static let unsupported: Set<String> = [
        "$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$vocabulary", "contains", "contentEncoding",
        "contentMediaType",
        "contentSchema", "dependentSchemas", "maxContains", "minContains", "unevaluatedItems", "unevaluatedProperties",
    ]
    private static let dialect = "https://json-schema.org/draft/2020-12/schema"

    var nodes: [SchemaNode] = []
    private var places: [ByteKey: Int] = [:]
    var references: [(node: Int, rule: Int, target: String, place: JSONPointer)] = []
    private var depth = 0

    /// All nodes of a schema, its root first.
    mutating func compile(root: JSON) throws(JSONSchemaError) -> [SchemaNode] {
        _ = try node(root, .root)
        for reference in references {
            guard let target = places[ByteKey(text: reference.target)] else {
                throw .unresolvedReference(at: reference.place.text)
            }
            nodes[reference.node].rules[reference.rule] = .reference(target)
        }
        try refuseEndlessReferences()
        return nodes
    }

    /// Compiles a subschema; returns its place among the nodes.
    mutating func node(_ schema: JSON, _ pointer: JSONPointer) throws(JSONSchemaError) -> Int {
        guard nodes.count < JSONSchema.maximumSubschemas else { throw .tooLarge }
        guard depth < JSONSchema.maximumNesting else { throw .tooDeep(at: pointer.text) }
        depth += 1
        defer { depth -= 1 }
        let place = nodes.count
        nodes.append(SchemaNode(pointer: pointer))
        places[ByteKey(text: pointer.text)] = place
        switch schema {
        case .bool(let allows): nodes[place].isNever = !allows
        case .object(let object):
            for member in object.members {
                let keyword = SchemaKeyword(
                    member.key, member.value, pointer.appending(member.key), node: place, of: object)
                if let rule = try rule(keyword) { nodes[place].rules.append(rule) }
            }
        default: throw .notASchema(at: pointer.text)
        }
        return place
    }

    /// The rule of a keyword; nil for those that assert nothing or whose neighbour makes the rule.
    private mutating func rule(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> SchemaRule? {
        switch keyword.name {
        case "type": .type(try types(keyword))
        case "enum": .constants(try elements(keyword))
        case "const": .constants([keyword.value])
        case "minimum": try bound(keyword, isMaximum: false, isExclusive: false)
        case "maximum": try bound(keyword, isMaximum: true, isExclusive: false)
        case "exclusiveMinimum": try bound(keyword, isMaximum: false, isExclusive: true)
        case "exclusiveMaximum": try bound(keyword, isMaximum: true, isExclusive: true)
        case "multipleOf": try divisor(keyword)
        case "minLength": try count(keyword, .characters, isMaximum: false)
        case "maxLength": try count(keyword, .characters, isMaximum: true)
        case "minItems": try count(keyword, .elements, isMaximum: false)
        case "maxItems": try count(keyword, .elements, isMaximum: true)
        case "minProperties": try count(keyword, .members, isMaximum: false)
        case "maxProperties": try count(keyword, .members, isMaximum: true)
        case "uniqueItems": try bool(keyword) ? .uniqueElements : nil
        case "pattern": .pattern(try pattern(try string(keyword), keyword.place))
        case "format": try format(keyword)
        case "required": .required(try names(keyword.value, keyword.place))
        default: try applicator(keyword)
        }
    }

    private mutating func applicator(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> SchemaRule? {
        switch keyword.name {
        case "dependentRequired": try dependentRequired(keyword)
        case "properties": try members(keyword, isFirst: true)
        case "patternProperties": try members(keyword, isFirst: keyword.object["properties"] == nil)
        case "additionalProperties":
            try members(
                keyword, isFirst: keyword.object["properties"] == nil && keyword.object["patternProperties"] == nil)
        case "propertyNames": .memberNames(try node(keyword.value, keyword.place))
        case "prefixItems": try elementRule(prefix: try nodeList(keyword), keyword)
        case "items": keyword.object["prefixItems"] == nil ? try elementRule(prefix: [], keyword) : nil
        case "allOf": .all(try nodeList(keyword))
        case "anyOf": .any(try nodeList(keyword))
        case "oneOf": .one(try nodeList(keyword))
        case "not": .not(try node(keyword.value, keyword.place))
        case "if": try conditional(keyword)
        case "then", "else": try consequence(keyword)
        case "$ref": try reference(keyword)
        default: try annotation(keyword)
        }
    }

    private mutating func annotation(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> SchemaRule? {
        switch keyword.name {
        case "$defs":
            for member in try object(keyword).members {
                _ = try node(member.value, keyword.place.appending(member.key))
            }
        case "$schema":
            guard try string(keyword).hasSameBytes(as: Self.dialect) else {
                throw .unsupportedDialect(at: keyword.place.text)
            }
        case "title", "description", "$comment": _ = try string(keyword)
        case "examples": _ = try elements(keyword)
        case let name where Self.annotations.contains(name): break
        case let name where Self.unsupported.contains(name): throw .unsupportedKeyword(at: keyword.place.text)
        default: throw .unknownKeyword(at: keyword.place.text)
        }
        return nil
    }
}
