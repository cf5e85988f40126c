/// Reads the human-readable schema syntax.
struct SchemaParser {
    private var reader: TokenReader
    private var outside = SchemaDocument.Namespace(name: "")
    private var named: [SchemaDocument.Namespace] = []

    static func document(_ source: SourceText, limits: CedarLimits) throws(CedarError) -> SchemaDocument {
        var parser = SchemaParser(reader: try TokenReader(source, limits: limits))
        while parser.reader.next.kind != .end { try parser.item() }
        let isEmpty =
            parser.outside.entities.isEmpty && parser.outside.actions.isEmpty && parser.outside.commonTypes.isEmpty
        return SchemaDocument(namespaces: (isEmpty ? [] : [parser.outside]) + parser.named)
    }

    private mutating func item() throws(CedarError) {
        let annotations = try reader.annotations()
        guard reader.at(word: "namespace") else { return try declaration(annotations, into: \.outside) }
        reader.take()
        let span = reader.next.span
        let name = try reader.path("the namespace's name")
        if named.contains(where: { $0.name == name }) {
            throw reader.error("the namespace `\(name)` is declared twice", at: span, .name)
        }
        let index = named.count
        named.append(.init(name: name, annotations: annotations))
        try reader.expect(.leftBrace, "after the namespace's name")
        while !reader.at(.rightBrace) {
            let annotations = try reader.annotations()
            try declaration(annotations, into: \.named[index])
        }
        try reader.expect(.rightBrace, "at the end of the namespace")
    }

    private mutating func declaration(
        _ annotations: [(name: Text, value: Text)],
        into place: WritableKeyPath<SchemaParser, SchemaDocument.Namespace>
    ) throws(CedarError) {
        let position = reader.source.position(reader.next.span.start)
        if reader.skip(word: "entity") {
            self[keyPath: place].entities += try entities(annotations, position)
        } else if reader.skip(word: "action") {
            self[keyPath: place].actions += try actions(annotations, position)
        } else if reader.skip(word: "type") {
            let name = try reader.name("the type's name")
            try reader.expect(.assign, "between the type's name and the type")
            let type = try self.type()
            self[keyPath: place].commonTypes.append(
                .init(name: name, type: type, annotations: annotations, position: position))
        } else {
            throw reader.unexpected("a declaration, which begins with `entity`, `action`, `type` or `namespace`")
        }
        try reader.expect(.semicolon, "at the end of the declaration")
    }

    private mutating func entities(
        _ annotations: [(name: Text, value: Text)], _ position: SourcePosition
    ) throws(CedarError) -> [SchemaDocument.EntityDeclaration] {
        var names: [Text] = []
        repeat { names.append(try reader.name("the entity type's name")) } while reader.skip(.comma)
        var (parents, shape, tags, ids): ([Text], TypeExpression, TypeExpression?, [Text]?) = (
            [], .record([]), nil, nil
        )
        if reader.skip(word: "enum") {
            ids = try enumeration()
        } else {
            if reader.skip(word: "in") { parents = try paths() }
            if reader.skip(.assign) || reader.at(.leftBrace) { shape = try record() }
            if reader.skip(word: "tags") { tags = try type() }
        }
        return names.map {
            .init(
                name: $0, parents: parents, shape: shape, tags: tags, ids: ids, annotations: annotations,
                position: position)
        }
    }

    private mutating func enumeration() throws(CedarError) -> [Text] {
        try reader.expect(.leftBracket, "after `enum`")
        var ids: [Text] = []
        while !reader.at(.rightBracket) {
            guard reader.next.kind == .string else { throw reader.unexpected("an id in quotes") }
            ids.append(try reader.string(reader.take()))
            guard reader.skip(.comma) else { break }
        }
        if ids.isEmpty { throw reader.error("an enumerated entity type needs at least one id", at: reader.next.span) }
        try reader.expect(.rightBracket, "at the end of the ids")
        return ids
    }

    /// Reads one path, or several in brackets.
    private mutating func paths() throws(CedarError) -> [Text] {
        guard reader.skip(.leftBracket) else { return [try reader.path("an entity type")] }
        var paths: [Text] = []
        while !reader.at(.rightBracket) {
            paths.append(try reader.path("an entity type"))
            guard reader.skip(.comma) else { break }
        }
        try reader.expect(.rightBracket, "at the end of the entity types")
        return paths
    }

    private mutating func type() throws(CedarError) -> TypeExpression {
        try reader.enter()
        defer { reader.leave() }
        if reader.at(.leftBrace) { return try record() }
        if reader.at(word: "Set"), reader.second.kind == .symbol(.less) {
            reader.take()
            reader.take()
            let element = try type()
            try reader.expect(.greater, "after the set's element type")
            return .set(element)
        }
        return .name(try reader.typePath())
    }

    private mutating func record() throws(CedarError) -> TypeExpression {
        try reader.expect(.leftBrace, "at the start of a record type")
        var attributes: [AttributeDeclaration] = []
        while !reader.at(.rightBrace) {
            let annotations = try reader.annotations()
            let name = try nameOrString("an attribute's name")
            let isRequired = !reader.skip(.question)
            try reader.expect(.colon, "between the attribute's name and its type")
            // The reference implementation lets the later of two declarations count.
            attributes.removeAll { $0.name == name }
            attributes.append(.init(name: name, type: try type(), isRequired: isRequired, annotations: annotations))
            guard reader.skip(.comma) else { break }
        }
        try reader.expect(.rightBrace, "at the end of the record type")
        return .record(attributes)
    }

    /// Reads a name or a string.
    private mutating func nameOrString(_ purpose: String) throws(CedarError) -> Text {
        reader.next.kind == .string ? try reader.string(reader.take()) : try reader.name(purpose)
    }
}

extension SchemaParser {
    private mutating func actions(
        _ annotations: [(name: Text, value: Text)], _ position: SourcePosition
    ) throws(CedarError) -> [SchemaDocument.ActionDeclaration] {
        var names: [Text] = []
        repeat { names.append(try nameOrString("the action's name")) } while reader.skip(.comma)
        var parents: [(type: Text?, id: Text)] = []
        if reader.skip(word: "in") { parents = try references() }
        let appliesTo = reader.skip(word: "appliesTo") ? try self.appliesTo() : nil
        if reader.skip(word: "attributes") {
            guard case .record(let attributes) = try record(), attributes.isEmpty else {
                throw reader.error("actions cannot have attributes", at: reader.next.span, .schema)
            }
        }
        return names.map {
            .init(name: $0, parents: parents, appliesTo: appliesTo, annotations: annotations, position: position)
        }
    }

    private mutating func references() throws(CedarError) -> [(type: Text?, id: Text)] {
        guard reader.skip(.leftBracket) else { return [try reference()] }
        var references: [(type: Text?, id: Text)] = []
        while !reader.at(.rightBracket) {
            references.append(try reference())
            guard reader.skip(.comma) else { break }
        }
        try reader.expect(.rightBracket, "at the end of the actions")
        return references
    }

    private mutating func reference() throws(CedarError) -> (type: Text?, id: Text) {
        guard reader.next.kind == .identifier, reader.second.kind == .symbol(.doubleColon) else {
            return (nil, try nameOrString("an action"))
        }
        let entity = try reader.entity()
        return (entity.type, entity.id)
    }

    private mutating func appliesTo() throws(CedarError) -> SchemaDocument.AppliesTo {
        try reader.expect(.leftBrace, "after `appliesTo`")
        var principals: [Text]?
        var resources: [Text]?
        var context: TypeExpression?
        while !reader.at(.rightBrace) {
            let span = reader.next.span
            guard reader.next.kind == .identifier else {
                throw reader.unexpected("`principal`, `resource` or `context`")
            }
            let word = reader.text(reader.next)
            guard word == "principal" || word == "resource" || word == "context" else {
                throw reader.unexpected("`principal`, `resource` or `context`")
            }
            reader.take()
            let isRepeated =
                word == "principal" ? principals != nil : (word == "resource" ? resources != nil : context != nil)
            if isRepeated { throw reader.error("`\(word)` is there twice", at: span, .name) }
            try reader.expect(.colon, "after `\(word)`")
            switch word {
            case "principal": principals = try paths()
            case "resource": resources = try paths()
            default: context = reader.at(.leftBrace) ? try record() : .name(try reader.typePath())
            }
            guard reader.skip(.comma) else { break }
        }
        guard let principals, let resources else {
            throw reader.error("`appliesTo` must name the principal and the resource", at: reader.next.span, .schema)
        }
        if principals.isEmpty || resources.isEmpty {
            throw reader.error("`appliesTo` must name at least one type of each", at: reader.next.span, .schema)
        }
        try reader.expect(.rightBrace, "at the end of `appliesTo`")
        return .init(principals: principals, resources: resources, context: context ?? .record([]))
    }
}

extension TokenReader {
    /// Reads the path of a type, which may begin with the reserved namespace of the built-in types.
    mutating func typePath() throws(CedarError) -> Text {
        guard at(word: "__cedar"), second.kind == .symbol(.doubleColon) else { return try path("a type") }
        take()
        take()
        return Text("__cedar::\(try name("a built-in type after `__cedar::`"))")
    }
}
