import Wire

extension SchemaDocument {
    /// Reads the human-readable syntax without resolving names.
    package static func parse(
        _ text: String, name: String, limits: CedarLimits = .standard
    ) throws(CedarError) -> SchemaDocument {
        try SchemaParser.document(SourceText(name: name, bytes: Array(text.utf8)), limits: limits)
    }

    /// The schema in the JSON format.
    package var json: JSON { .object(JSONObject(namespaces.map { ($0.name.string, $0.json) })) }
}

private typealias Annotations = [(name: Text, value: Text)]

/// An object of `members` without the null ones, and the annotations if there are any.
private func object(_ members: [(String, JSON?)], _ annotations: Annotations) -> JSON {
    var object = JSONObject()
    for (key, value) in members { if let value, !value.isNull { object[key] = value } }
    if !annotations.isEmpty {
        object["annotations"] = .object(JSONObject(annotations.map { ($0.name.string, .string($0.value.string)) }))
    }
    return .object(object)
}

private func strings(_ texts: [Text]) -> JSON { .array(texts.map { .string($0.string) }) }

extension SchemaDocument.Namespace {
    fileprivate var json: JSON {
        let types = commonTypes.map { ($0.name.string, $0.type.json(required: true, $0.annotations)) }
        return object(
            [
                ("commonTypes", types.isEmpty ? nil : .object(JSONObject(types))),
                ("entityTypes", .object(JSONObject(entities.map { ($0.name.string, $0.json) }))),
                ("actions", .object(JSONObject(actions.map { ($0.name.string, $0.json) }))),
            ], annotations)
    }
}

extension SchemaDocument.EntityDeclaration {
    fileprivate var json: JSON {
        object(
            [
                ("memberOfTypes", parents.isEmpty ? nil : strings(parents)),
                ("shape", shape.isEmptyRecord ? nil : shape.json(required: true, [])),
                ("tags", tags?.json(required: true, [])), ("enum", ids.map(strings)),
            ], annotations)
    }
}

extension SchemaDocument.ActionDeclaration {
    fileprivate var json: JSON {
        let groups = parents.map {
            object([("id", .string($0.id.string)), ("type", $0.type.map { .string($0.string) })], [])
        }
        // An action that applies to nothing is written out, as the reference does.
        let scope = appliesTo ?? .init(principals: [], resources: [], context: .record([]))
        let context: JSON? = scope.context.isEmptyRecord ? nil : scope.context.json(required: true, [])
        let applies = object(
            [
                ("principalTypes", strings(scope.principals)), ("resourceTypes", strings(scope.resources)),
                ("context", context),
            ],
            [])
        return object([("memberOf", groups.isEmpty ? nil : .array(groups)), ("appliesTo", applies)], annotations)
    }
}

extension TypeExpression {
    fileprivate var isEmptyRecord: Bool { if case .record(let attributes) = self { attributes.isEmpty } else { false } }

    fileprivate func json(required: Bool, _ annotations: Annotations) -> JSON {
        let rest: [(String, JSON?)] = [("required", required ? nil : false)]
        let members: [(String, JSON?)] =
            switch self {
            case .name(let name): [("type", "EntityOrCommon"), ("name", .string(name.string))]
            case .common(let name): [("type", .string(name.string))]
            case .entity(let name): [("type", "Entity"), ("name", .string(name.string))]
            case .builtIn(let name) where ["Long", "String", "Bool", "Boolean"].contains(name):
                [("type", .string(name == "Bool" ? "Boolean" : name.string))]
            case .builtIn(let name): [("type", "Extension"), ("name", .string(name.string))]
            case .set(let element): [("type", "Set"), ("element", element.json(required: true, []))]
            case .record(let attributes):
                [
                    ("type", "Record"),
                    (
                        "attributes",
                        .object(
                            JSONObject(
                                attributes.map {
                                    ($0.name.string, $0.type.json(required: $0.isRequired, $0.annotations))
                                }))
                    ),
                ]
            }
        return object(members + rest, annotations)
    }
}
