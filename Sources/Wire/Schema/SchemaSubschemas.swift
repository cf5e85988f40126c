/// Compiling the subschemas of keywords.
extension SchemaCompiler {
    mutating func nodeList(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> [Int] {
        let schemas = try elements(keyword)
        guard !schemas.isEmpty else { throw keyword.invalid("an array of at least one schema") }
        var list: [Int] = []
        for (index, schema) in schemas.enumerated() { list.append(try node(schema, keyword.place.appending(index))) }
        return list
    }

    /// The neighbour of a keyword as a node.
    mutating func neighbour(_ name: String, _ keyword: SchemaKeyword) throws(JSONSchemaError) -> Int? {
        guard let value = keyword.object[name] else { return nil }
        return try node(value, nodes[keyword.node].pointer.appending(name))
    }

    /// The first of the three keywords about members makes the rule for all.
    mutating func members(_ keyword: SchemaKeyword, isFirst: Bool) throws(JSONSchemaError) -> SchemaRule? {
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

    func objectMembers(_ name: String, _ keyword: SchemaKeyword) throws(JSONSchemaError) -> [JSONObject.Member] {
        guard let value = keyword.object[name] else { return [] }
        guard let object = value.objectValue else {
            throw .invalidValue(at: nodes[keyword.node].pointer.appending(name).text, expected: "an object")
        }
        return object.members
    }

    mutating func elementRule(prefix: [Int], _ keyword: SchemaKeyword) throws(JSONSchemaError) -> SchemaRule {
        .elements(prefix: prefix, rest: try neighbour("items", keyword))
    }

    mutating func conditional(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> SchemaRule {
        let condition = try node(keyword.value, keyword.place)
        let then = try neighbour("then", keyword)
        return .conditional(condition: condition, then: then, otherwise: try neighbour("else", keyword))
    }

    /// `then` and `else` assert nothing without `if`, but must be schemas.
    mutating func consequence(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> SchemaRule? {
        if keyword.object["if"] == nil { _ = try node(keyword.value, keyword.place) }
        return nil
    }

    mutating func reference(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> SchemaRule {
        let text = try string(keyword)
        guard text.utf8.first == UInt8(ascii: "#"), let target = PercentCoding.decode(String(text.dropFirst())),
            target.isEmpty || target.utf8.first == UInt8(ascii: "/")
        else { throw .unsupportedReference(at: keyword.place.text) }
        references.append((keyword.node, nodes[keyword.node].rules.count, target, keyword.place))
        return .reference(0)
    }

    /// Removes, again and again, nodes that apply nothing more to the same value; what remains is on or before a circle.
    func refuseEndlessReferences() throws(JSONSchemaError) {
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
