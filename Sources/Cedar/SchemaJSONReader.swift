import Wire

extension SchemaDocument {
    /// Reads the JSON schema format: an object of namespaces.
    package static func reading(_ json: JSON) throws(CedarError) -> SchemaDocument {
        guard let object = json.objectValue else { throw CedarError(.json, "a schema must be an object of namespaces") }
        var namespaces: [Namespace] = []
        for (name, json) in object.members {
            guard name.utf8.isEmpty || isTypeName(Text(name)) else {
                throw CedarError(.json, "`\(name)` is no namespace")
            }
            namespaces.append(try SchemaJSONReader().namespace(Text(name), json))
        }
        return SchemaDocument(namespaces: namespaces)
    }
}

/// Reads the parts of a JSON schema. Unknown members are refused: a misspelt one would silently weaken a schema.
struct SchemaJSONReader {
    private let position = SourcePosition(file: "schema", line: 1, column: 1)

    func namespace(_ name: Text, _ json: JSON) throws(CedarError) -> SchemaDocument.Namespace {
        try known(json, ["entityTypes", "actions", "commonTypes", "annotations"], "a namespace")
        var namespace = SchemaDocument.Namespace(name: name, annotations: try annotations(json))
        for (name, json) in json["commonTypes"]?.objectValue?.members ?? [] {
            namespace.commonTypes.append(
                .init(
                    name: try self.name(name), type: try type(json), annotations: try annotations(json),
                    position: position))
        }
        for (name, json) in json["entityTypes"]?.objectValue?.members ?? [] {
            namespace.entities.append(try entity(self.name(name), json))
        }
        for (name, json) in json["actions"]?.objectValue?.members ?? [] {
            namespace.actions.append(try action(Text(name), json))
        }
        return namespace
    }

    private func name(_ name: String) throws(CedarError) -> Text {
        guard isIdentifier(Text(name)) else { throw CedarError(.json, "`\(name)` is no name for a type") }
        return Text(name)
    }

    private func known(_ json: JSON, _ keys: [String], _ what: String) throws(CedarError) {
        guard let object = json.objectValue else { throw CedarError(.json, "\(what) must be an object") }
        for (key, _) in object.members where !keys.contains(where: { key.hasSameBytes(as: $0) }) {
            throw CedarError(.json, "\(what) has the unknown member `\(key)`")
        }
    }

    private func annotations(_ json: JSON) throws(CedarError) -> [(name: Text, value: Text)] {
        var annotations: [(name: Text, value: Text)] = []
        for (name, value) in json["annotations"]?.objectValue?.members ?? [] {
            guard let text = value.stringValue ?? (value.isNull ? "" : nil) else {
                throw CedarError(.json, "an annotation must be a string")
            }
            annotations.append((Text(name), Text(text)))
        }
        return annotations
    }

    private func texts(_ json: JSON?, _ what: String) throws(CedarError) -> [Text] {
        guard let json else { return [] }
        guard let items = json.arrayValue else { throw CedarError(.json, "\(what) must be an array of strings") }
        var texts: [Text] = []
        for item in items {
            guard let text = item.stringValue else { throw CedarError(.json, "\(what) must be an array of strings") }
            texts.append(Text(text))
        }
        return texts
    }

    private func entity(_ name: Text, _ json: JSON) throws(CedarError) -> SchemaDocument.EntityDeclaration {
        try known(json, ["memberOfTypes", "shape", "tags", "enum", "annotations"], "an entity type")
        let ids = json["enum"] == nil ? nil : try texts(json["enum"], "`enum`")
        if ids?.isEmpty ?? false { throw CedarError(.schema, "an enumerated entity type needs at least one id") }
        let tags: TypeExpression? = if let tags = json["tags"] { try type(tags) } else { nil }
        let shape: TypeExpression = if let shape = json["shape"] { try type(shape) } else { .record([]) }
        return .init(
            name: name, parents: try texts(json["memberOfTypes"], "`memberOfTypes`"), shape: shape, tags: tags,
            ids: ids,
            annotations: try annotations(json), position: position)
    }

    private func action(_ name: Text, _ json: JSON) throws(CedarError) -> SchemaDocument.ActionDeclaration {
        try known(json, ["memberOf", "appliesTo", "attributes", "annotations"], "an action")
        var parents: [(type: Text?, id: Text)] = []
        for parent in json["memberOf"]?.arrayValue ?? [] {
            guard let id = parent["id"]?.stringValue else {
                throw CedarError(.json, "`memberOf` must hold objects with `id`")
            }
            parents.append((parent["type"]?.stringValue.map { Text($0) }, Text(id)))
        }
        var appliesTo: SchemaDocument.AppliesTo?
        if let json = json["appliesTo"], !json.isNull {
            try known(json, ["principalTypes", "resourceTypes", "context"], "`appliesTo`")
            let context: TypeExpression = if let context = json["context"] { try type(context) } else { .record([]) }
            appliesTo = .init(
                principals: try texts(json["principalTypes"], "`principalTypes`"),
                resources: try texts(json["resourceTypes"], "`resourceTypes`"), context: context)
        }
        return .init(
            name: name, parents: parents, appliesTo: appliesTo, annotations: try annotations(json), position: position)
    }

    private func type(_ json: JSON) throws(CedarError) -> TypeExpression {
        guard let word = json["type"]?.stringValue else {
            throw CedarError(.json, "a type must be an object with `type`")
        }
        switch word {
        case "Long", "String", "Bool", "Boolean": return .builtIn(Text(word))
        case "Set":
            guard let element = json["element"] else { throw CedarError(.json, "a `Set` needs its `element`") }
            return .set(try type(element))
        case "Record": return .record(try attributes(json))
        case "Entity": return .entity(try typeName(json))
        case "Extension": return .builtIn(try typeName(json))
        case "EntityOrCommon": return .name(try typeName(json))
        default: return .common(Text(word))
        }
    }

    private func typeName(_ json: JSON) throws(CedarError) -> Text {
        guard let name = json["name"]?.stringValue else { throw CedarError(.json, "a type lacks its `name`") }
        return Text(name)
    }

    private func attributes(_ json: JSON) throws(CedarError) -> [AttributeDeclaration] {
        if json["additionalAttributes"]?.boolValue ?? false {
            throw CedarError(.schema, "`additionalAttributes` is not supported: a record has exactly its attributes")
        }
        var attributes: [AttributeDeclaration] = []
        for (name, json) in json["attributes"]?.objectValue?.members ?? [] {
            attributes.append(
                .init(
                    name: Text(name), type: try type(json), isRequired: json["required"]?.boolValue ?? true,
                    annotations: try annotations(json)))
        }
        return attributes
    }
}
