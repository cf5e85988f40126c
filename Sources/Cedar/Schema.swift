/// A schema with every name resolved: which entities, actions and requests there can be.
package struct Schema: Sendable {
    /// What is declared of an entity type.
    struct EntityType: Sendable {
        /// The types its entities may be in, directly and through others.
        var parents: Set<Text>
        var ancestors: Set<Text>
        let attributes: RecordType
        let tags: CedarType?
        /// The only ids of an enumerated type.
        let ids: Set<Text>?
    }

    /// What is declared of an action.
    struct Action: Sendable {
        var parents: Set<EntityUID>
        var ancestors: Set<EntityUID>
        let principals: Set<Text>
        let resources: Set<Text>
        let context: RecordType
    }

    /// By full name.
    let entityTypes: [Text: EntityType]
    let actions: [EntityUID: Action]
    /// The types of the declared actions.
    let actionTypes: Set<Text>

    /// Reads a schema in the human-readable syntax.
    package static func parse(
        _ text: String, name: String, limits: CedarLimits = .standard
    ) throws(CedarError) -> Schema {
        try Schema(SchemaParser.document(SourceText(name: name, bytes: Array(text.utf8)), limits: limits))
    }

    /// Resolves the names of `document`.
    package init(_ document: SchemaDocument) throws(CedarError) {
        let resolver = try SchemaResolver(document)
        entityTypes = try resolver.entityTypes()
        actions = try resolver.actions()
        actionTypes = Set(actions.keys.map(\.type))
    }

    /// The actions as entities, to be added to those of a request.
    package var actionEntities: [Entity] { actions.map { Entity($0.key, parents: Array($0.value.parents)) } }

    func isKnownType(_ name: Text) -> Bool { entityTypes[name] != nil || actionTypes.contains(name) }

    /// Whether an entity of type `lower` may be `upper` or in it.
    func isIn(_ lower: Text, _ upper: Text) -> Bool {
        lower == upper || entityTypes[lower]?.ancestors.contains(upper) ?? false
    }

    /// Whether the action `lower` is `upper` or in it.
    func isIn(_ lower: EntityUID, _ upper: EntityUID) -> Bool {
        lower == upper || actions[lower]?.ancestors.contains(upper) ?? false
    }
}
