/// Turns a schema into nodes, refusing every keyword that would not be enforced.
struct SchemaCompiler {
    private static let annotations: Set<String> = ["default", "deprecated", "readOnly", "writeOnly"]
    private static let unsupported: Set<String> = [
        "$anchor", "$dynamicAnchor", "$dynamicRef", "$id", "$vocabulary", "contains", "contentEncoding",
        "contentMediaType",
        "contentSchema", "dependentSchemas", "maxContains", "minContains", "unevaluatedItems", "unevaluatedProperties",
    ]
    private static let dialect = "https://json-schema.org/draft/2020-12/schema"

    private var nodes: [SchemaNode] = []
    private var places: [ByteKey: Int] = [:]
    private var references: [(node: Int, rule: Int, target: String, place: JSONPointer)] = []
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
    private mutating func node(_ schema: JSON, _ pointer: JSONPointer) throws(JSONSchemaError) -> Int {
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
                let keyword = Keyword(member.key, member.value, pointer.appending(member.key), node: place, of: object)
                if let rule = try rule(keyword) { nodes[place].rules.append(rule) }
            }
        default: throw .notASchema(at: pointer.text)
        }
        return place
    }

    /// A keyword with its value, its place and its neighbours.
    private struct Keyword {
        let name: String
        let value: JSON
        let place: JSONPointer
        let node: Int
        let object: JSONObject

        init(_ name: String, _ value: JSON, _ place: JSONPointer, node: Int, of object: JSONObject) {
            self.name = name
            self.value = value
            self.place = place
            self.node = node
            self.object = object
        }

        func invalid(_ expected: String) -> JSONSchemaError { .invalidValue(at: place.text, expected: expected) }
    }

    /// The rule of a keyword; nil for those that assert nothing or whose neighbour makes the rule.
    private mutating func rule(_ keyword: Keyword) throws(JSONSchemaError) -> SchemaRule? {
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

    private mutating func applicator(_ keyword: Keyword) throws(JSONSchemaError) -> SchemaRule? {
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

    private mutating func annotation(_ keyword: Keyword) throws(JSONSchemaError) -> SchemaRule? {
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

// Values of keywords.
extension SchemaCompiler {
    private func string(_ keyword: Keyword) throws(JSONSchemaError) -> String {
        guard let string = keyword.value.stringValue else { throw keyword.invalid("a string") }
        return string
    }

    private func bool(_ keyword: Keyword) throws(JSONSchemaError) -> Bool {
        guard let bool = keyword.value.boolValue else { throw keyword.invalid("a boolean") }
        return bool
    }

    private func elements(_ keyword: Keyword) throws(JSONSchemaError) -> [JSON] {
        guard let elements = keyword.value.arrayValue else { throw keyword.invalid("an array") }
        return elements
    }

    private func object(_ keyword: Keyword) throws(JSONSchemaError) -> JSONObject {
        guard let object = keyword.value.objectValue else { throw keyword.invalid("an object") }
        return object
    }

    private func names(_ value: JSON, _ place: JSONPointer) throws(JSONSchemaError) -> [String] {
        let names = value.arrayValue?.map(\.stringValue)
        guard let names, !names.contains(nil) else {
            throw .invalidValue(at: place.text, expected: "an array of strings")
        }
        return names.compactMap(\.self)
    }

    private func types(_ keyword: Keyword) throws(JSONSchemaError) -> JSONTypes {
        let names = keyword.value.stringValue.map { [$0] } ?? keyword.value.arrayValue?.compactMap(\.stringValue) ?? []
        let types = names.compactMap(JSONTypes.init(name:))
        guard !types.isEmpty, types.count == keyword.value.arrayValue?.count ?? 1 else {
            throw keyword.invalid("the name of a type or an array of such")
        }
        return types.reduce([]) { $0.union($1) }
    }

    private func bound(_ keyword: Keyword, isMaximum: Bool, isExclusive: Bool) throws(JSONSchemaError) -> SchemaRule {
        guard let number = keyword.value.numberValue, let limit = number.decimal else {
            throw keyword.invalid("a number")
        }
        return .bound(SchemaBound(limit: limit, text: number.text, isMaximum: isMaximum, isExclusive: isExclusive))
    }

    private func divisor(_ keyword: Keyword) throws(JSONSchemaError) -> SchemaRule {
        guard let divisor = keyword.value.numberValue.flatMap(SchemaDivisor.init) else {
            throw keyword.invalid("a number above zero of at most 18 digits")
        }
        return .multipleOf(divisor)
    }

    private func count(
        _ keyword: Keyword, _ subject: SchemaCount.Subject, isMaximum: Bool
    ) throws(JSONSchemaError) -> SchemaRule {
        guard let limit = keyword.value.int64Value, limit >= 0 else {
            throw keyword.invalid("an integer, not negative")
        }
        return .count(SchemaCount(subject: subject, isMaximum: isMaximum, limit: Int(limit)))
    }

    private func pattern(_ text: String, _ place: JSONPointer) throws(JSONSchemaError) -> LinearPattern {
        do throws(LinearPatternError) {
            return try LinearPattern(text)
        } catch {
            throw .unsupportedPattern(at: place.text, reason: error)
        }
    }

    private func format(_ keyword: Keyword) throws(JSONSchemaError) -> SchemaRule {
        guard let format = SchemaFormat(rawValue: try string(keyword)) else {
            throw .unsupportedFormat(at: keyword.place.text)
        }
        return .format(format)
    }

    private func dependentRequired(_ keyword: Keyword) throws(JSONSchemaError) -> SchemaRule {
        var rules: [(key: String, needs: [String])] = []
        for member in try object(keyword).members {
            rules.append((member.key, try names(member.value, keyword.place.appending(member.key))))
        }
        return .dependentRequired(rules)
    }
}

// Subschemas of keywords.
extension SchemaCompiler {
    private mutating func nodeList(_ keyword: Keyword) throws(JSONSchemaError) -> [Int] {
        let schemas = try elements(keyword)
        guard !schemas.isEmpty else { throw keyword.invalid("an array of at least one schema") }
        var list: [Int] = []
        for (index, schema) in schemas.enumerated() { list.append(try node(schema, keyword.place.appending(index))) }
        return list
    }

    /// The neighbour of a keyword as a node.
    private mutating func neighbour(_ name: String, _ keyword: Keyword) throws(JSONSchemaError) -> Int? {
        guard let value = keyword.object[name] else { return nil }
        return try node(value, nodes[keyword.node].pointer.appending(name))
    }

    /// The first of the three keywords about members makes the rule for all.
    private mutating func members(_ keyword: Keyword, isFirst: Bool) throws(JSONSchemaError) -> SchemaRule? {
        guard isFirst else { return nil }
        var rule = SchemaMembers()
        let pointer = nodes[keyword.node].pointer
        for (key, schema) in try objectMembers("properties", keyword) {
            rule.named[ByteKey(text: key)] = try node(schema, pointer.appending("properties").appending(key))
        }
        for (key, schema) in try objectMembers("patternProperties", keyword) {
            let place = pointer.appending("patternProperties").appending(key)
            rule.patterns.append((try pattern(key, place), try node(schema, place)))
        }
        rule.additional = try neighbour("additionalProperties", keyword)
        return .members(rule)
    }

    private func objectMembers(_ name: String, _ keyword: Keyword) throws(JSONSchemaError) -> [JSONObject.Member] {
        guard let value = keyword.object[name] else { return [] }
        guard let object = value.objectValue else {
            throw .invalidValue(at: nodes[keyword.node].pointer.appending(name).text, expected: "an object")
        }
        return object.members
    }

    private mutating func elementRule(prefix: [Int], _ keyword: Keyword) throws(JSONSchemaError) -> SchemaRule {
        .elements(prefix: prefix, rest: try neighbour("items", keyword))
    }

    private mutating func conditional(_ keyword: Keyword) throws(JSONSchemaError) -> SchemaRule {
        let condition = try node(keyword.value, keyword.place)
        let then = try neighbour("then", keyword)
        return .conditional(condition: condition, then: then, otherwise: try neighbour("else", keyword))
    }

    /// `then` and `else` assert nothing without `if`, but must be schemas.
    private mutating func consequence(_ keyword: Keyword) throws(JSONSchemaError) -> SchemaRule? {
        if keyword.object["if"] == nil { _ = try node(keyword.value, keyword.place) }
        return nil
    }

    private mutating func reference(_ keyword: Keyword) throws(JSONSchemaError) -> SchemaRule {
        let text = try string(keyword)
        guard text.utf8.first == UInt8(ascii: "#"), let target = PercentCoding.decode(String(text.dropFirst())),
            target.isEmpty || target.utf8.first == UInt8(ascii: "/")
        else { throw .unsupportedReference(at: keyword.place.text) }
        references.append((keyword.node, nodes[keyword.node].rules.count, target, keyword.place))
        return .reference(0)
    }

    /// Removes, again and again, nodes that apply nothing more to the same value; what remains is on or before a circle.
    private func refuseEndlessReferences() throws(JSONSchemaError) {
        var open = nodes.map { $0.rules.reduce(0) { $0 + $1.inPlace.count } }
        var users: [[Int]] = nodes.map { _ in [] }
        for (place, node) in nodes.enumerated() {
            for target in node.rules.flatMap(\.inPlace) { users[target].append(place) }
        }
        var finished = nodes.indices.filter { open[$0] == 0 }
        while let node = finished.popLast() {
            for user in users[node] {
                open[user] -= 1
                if open[user] == 0 { finished.append(user) }
            }
        }
        if let place = open.firstIndex(where: { $0 > 0 }) { throw .endlessReference(at: nodes[place].pointer.text) }
    }
}
