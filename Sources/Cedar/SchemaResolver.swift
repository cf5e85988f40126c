/// Resolves the names of a schema document. A name without a namespace means, in this order: the namespace's own common
/// type or entity type, the outer one, a built-in type (RFC 24, RFC 70).
struct SchemaResolver {
    private let document: SchemaDocument
    private var commonTypes: [Text: (type: TypeExpression, namespace: Text)] = [:]
    private var entityNames: Set<Text> = []
    private var actionUIDs: Set<EntityUID> = []

    init(_ document: SchemaDocument) throws(CedarError) {
        self.document = document
        for namespace in document.namespaces { try collect(namespace) }
        for namespace in document.namespaces where namespace.name != "" { try refuseShadowing(namespace) }
        for (name, common) in commonTypes {
            var path = ResolutionPath(open: [name])
            _ = try resolve(common.type, common.namespace, &path)
        }
    }

    private static let builtIn: [Text: CedarType] = [
        "Long": .long, "String": .string, "Bool": .bool, "Boolean": .bool, "ipaddr": .ipaddr, "decimal": .decimal,
        "datetime": .datetime, "duration": .duration,
    ]

    private static let reservedTypeNames: Set<Text> = [
        "Bool", "Boolean", "Entity", "Extension", "Long", "Record", "Set", "String",
    ]

    static func qualified(_ namespace: Text, _ name: Text) -> Text {
        namespace == "" ? name : Text("\(namespace)::\(name)")
    }

    private mutating func collect(_ namespace: SchemaDocument.Namespace) throws(CedarError) {
        for common in namespace.commonTypes {
            let name = Self.qualified(namespace.name, common.name)
            if Self.reservedTypeNames.contains(common.name) {
                throw CedarError(
                    .name, "`\(common.name)` is a built-in type and cannot be declared", at: common.position)
            }
            guard commonTypes.updateValue((common.type, namespace.name), forKey: name) == nil else {
                throw CedarError(.name, "the type `\(name)` is declared twice", at: common.position)
            }
        }
        for entity in namespace.entities {
            let name = Self.qualified(namespace.name, entity.name)
            if entity.name == "Action" {
                throw CedarError(.name, "`Action` cannot be declared as an entity type", at: entity.position)
            }
            guard entityNames.insert(name).inserted else {
                throw CedarError(.name, "the entity type `\(name)` is declared twice", at: entity.position)
            }
        }
        let type = Self.qualified(namespace.name, "Action")
        for action in namespace.actions where !actionUIDs.insert(EntityUID(type: type, id: action.name)).inserted {
            throw CedarError(.name, "the action `\(escaped(action.name))` is declared twice", at: action.position)
        }
    }

    /// RFC 70: nothing in a namespace may have the name of something outside.
    private func refuseShadowing(_ namespace: SchemaDocument.Namespace) throws(CedarError) {
        let types =
            namespace.commonTypes.map { ($0.name, $0.position) } + namespace.entities.map { ($0.name, $0.position) }
        for (name, position) in types where commonTypes[name] != nil || entityNames.contains(name) {
            throw CedarError(.name, "`\(namespace.name)::\(name)` hides the outer type `\(name)`", at: position)
        }
        for action in namespace.actions where actionUIDs.contains(EntityUID(type: "Action", id: action.name)) {
            let name = escaped(action.name)
            throw CedarError(
                .name, "the action `\(name)` of `\(namespace.name)` hides the outer one", at: action.position)
        }
    }

    private func resolve(
        _ type: TypeExpression, _ namespace: Text, _ path: inout ResolutionPath
    ) throws(CedarError) -> CedarType {
        path.steps += 1
        guard path.steps <= 20_000 else { throw CedarError(.limit, "a type consists of more than 20,000 types") }
        switch type {
        case .set(let element): return .set(try resolve(element, namespace, &path))
        case .record(let attributes):
            var resolved: [RecordType.Attribute] = []
            for attribute in attributes {
                let type = try resolve(attribute.type, namespace, &path)
                resolved.append(.init(name: attribute.name, type: type, isRequired: attribute.isRequired))
            }
            return .record(RecordType(resolved))
        case .name(let name):
            for candidate in candidates(name, namespace) {
                if let found = try common(candidate, &path) { return found }
                if entityNames.contains(candidate) { return .entity(candidate) }
            }
            if let found = Self.builtIn(name) { return found }
            throw unknown("type", name, among: Array(commonTypes.keys) + Array(entityNames) + Array(Self.builtIn.keys))
        case .common(let name):
            for candidate in candidates(name, namespace) {
                if let found = try common(candidate, &path) { return found }
            }
            if let found = Self.builtIn(name) { return found }
            throw unknown("common type", name, among: Array(commonTypes.keys))
        case .entity(let name): return .entity(try entityType(name, namespace))
        case .builtIn(let name):
            guard let found = Self.builtIn(name) else {
                throw unknown("built-in type", name, among: Array(Self.builtIn.keys))
            }
            return found
        }
    }

    private static func builtIn(_ name: Text) -> CedarType? {
        let prefix = "__cedar::"
        if name.string.utf8.starts(with: prefix.utf8) {
            return builtIn[Text(String(decoding: name.string.utf8.dropFirst(prefix.utf8.count), as: UTF8.self))]
        }
        return builtIn[name]
    }

    private func common(_ name: Text, _ path: inout ResolutionPath) throws(CedarError) -> CedarType? {
        guard let found = commonTypes[name] else { return nil }
        guard path.open.insert(name).inserted, path.open.count <= 200 else {
            throw CedarError(.schema, "the type `\(name)` is defined by itself")
        }
        defer { path.open.remove(name) }
        return try resolve(found.type, found.namespace, &path)
    }

    /// The full names that `name` can mean within `namespace`, nearest first.
    private func candidates(_ name: Text, _ namespace: Text) -> [Text] {
        let isQualified = name.string.utf8.contains(0x3A)
        return isQualified || namespace == "" ? [name] : [Self.qualified(namespace, name), name]
    }

    private func unknown(_ what: String, _ name: Text, among known: [Text]) -> CedarError {
        let advice = nearest(to: name, among: known).map { "; did you mean `\($0)`?" } ?? ""
        return CedarError(.name, "there is no \(what) `\(name)`\(advice)")
    }

    private func entityType(_ name: Text, _ namespace: Text) throws(CedarError) -> Text {
        if let found = candidates(name, namespace).first(where: entityNames.contains) { return found }
        let actions = Set(actionUIDs.map(\.type))
        if let found = candidates(name, namespace).first(where: actions.contains) { return found }
        throw unknown("entity type", name, among: Array(entityNames))
    }

    private func record(_ type: TypeExpression, _ namespace: Text, _ purpose: String) throws(CedarError) -> RecordType {
        var path = ResolutionPath()
        guard case .record(let record) = try resolve(type, namespace, &path) else {
            throw CedarError(.schema, "\(purpose) must be a record")
        }
        return record
    }
}

extension SchemaResolver {
    /// The entity types with their ancestors.
    func entityTypes() throws(CedarError) -> [Text: Schema.EntityType] {
        var types: [Text: Schema.EntityType] = [:]
        for namespace in document.namespaces {
            for entity in namespace.entities {
                var parents: Set<Text> = []
                for parent in entity.parents { parents.insert(try entityType(parent, namespace.name)) }
                var path = ResolutionPath()
                let tags: CedarType? =
                    if let tags = entity.tags { try resolve(tags, namespace.name, &path) } else { nil }
                types[Self.qualified(namespace.name, entity.name)] = .init(
                    parents: parents, ancestors: parents,
                    attributes: try record(entity.shape, namespace.name, "the shape of `\(entity.name)`"), tags: tags,
                    ids: entity.ids.map { Set($0) })
            }
        }
        let parents = types.mapValues(\.parents)
        for name in types.keys { types[name]?.ancestors = reachable(from: name, parents) }
        return types
    }

    /// The actions with their groups.
    func actions() throws(CedarError) -> [EntityUID: Schema.Action] {
        var actions: [EntityUID: Schema.Action] = [:]
        for namespace in document.namespaces {
            for action in namespace.actions {
                var parents: Set<EntityUID> = []
                for parent in action.parents { parents.insert(try group(parent, namespace.name)) }
                var principals: Set<Text> = []
                var resources: Set<Text> = []
                for type in action.appliesTo?.principals ?? [] {
                    principals.insert(try entityType(type, namespace.name))
                }
                for type in action.appliesTo?.resources ?? [] { resources.insert(try entityType(type, namespace.name)) }
                let context = try record(action.appliesTo?.context ?? .record([]), namespace.name, "a context")
                actions[EntityUID(type: Self.qualified(namespace.name, "Action"), id: action.name)] = .init(
                    parents: parents, ancestors: parents, principals: principals, resources: resources, context: context
                )
            }
        }
        let parents = actions.mapValues(\.parents)
        for uid in actions.keys {
            let ancestors = reachable(from: uid, parents)
            if ancestors.contains(uid) { throw CedarError(.schema, "an action is in itself") }
            actions[uid]?.ancestors = ancestors
        }
        return actions
    }

    private func group(_ reference: (type: Text?, id: Text), _ namespace: Text) throws(CedarError) -> EntityUID {
        let types = reference.type.map { candidates($0, namespace) } ?? [Self.qualified(namespace, "Action")]
        let uids = types.map { EntityUID(type: $0, id: reference.id) }
        guard let found = uids.first(where: actionUIDs.contains) else {
            throw unknown("action", Text(escaped(reference.id)), among: actionUIDs.map(\.id))
        }
        return found
    }
}

/// Everything that can be reached from `start` by one or more steps.
private func reachable<Node: Hashable>(from start: Node, _ next: [Node: Set<Node>]) -> Set<Node> {
    var found: Set<Node> = []
    var open = Array(next[start] ?? [])
    while let node = open.popLast() {
        if found.insert(node).inserted { open += next[node] ?? [] }
    }
    return found
}

/// The common types that are being resolved, and the types seen so far: common types that use each other twice would
/// otherwise grow without bound.
private struct ResolutionPath {
    var open: Set<Text> = []
    var steps = 0
}
