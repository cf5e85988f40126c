/// A schema as it is written: declarations by namespace, names not yet resolved.
package struct SchemaDocument: Sendable {
    /// The namespaces in source order; the empty name holds what stands outside.
    package var namespaces: [Namespace]

    /// The declarations of one namespace.
    package struct Namespace: Sendable {
        package let name: Text
        var annotations: [(name: Text, value: Text)] = []
        var commonTypes: [CommonType] = []
        var entities: [EntityDeclaration] = []
        var actions: [ActionDeclaration] = []
    }

    /// `type name = type;`
    struct CommonType: Sendable {
        let name: Text
        let type: TypeExpression
        let annotations: [(name: Text, value: Text)]
        let position: SourcePosition
    }

    /// `entity name in parents = shape tags type;`
    struct EntityDeclaration: Sendable {
        let name: Text
        let parents: [Text]
        let shape: TypeExpression
        let tags: TypeExpression?
        /// The only ids of an enumerated type; nothing for others.
        let ids: [Text]?
        let annotations: [(name: Text, value: Text)]
        let position: SourcePosition
    }

    /// `action name in groups appliesTo { … };`
    struct ActionDeclaration: Sendable {
        let name: Text
        /// The groups, each with its type if one was written.
        let parents: [(type: Text?, id: Text)]
        let appliesTo: AppliesTo?
        let annotations: [(name: Text, value: Text)]
        let position: SourcePosition
    }

    /// What an action applies to.
    struct AppliesTo: Sendable {
        let principals: [Text]
        let resources: [Text]
        let context: TypeExpression
    }
}

/// A type as it is written.
indirect enum TypeExpression: Sendable {
    /// A name that may be a common type, an entity type or a built-in type, in that order.
    case name(Text)
    /// A name that can only be a common type, only an entity type, or only a built-in one (JSON schemas).
    case common(Text)
    case entity(Text)
    case builtIn(Text)
    case set(TypeExpression)
    case record([AttributeDeclaration])
}

/// An attribute in a record type.
struct AttributeDeclaration: Sendable {
    let name: Text
    let type: TypeExpression
    let isRequired: Bool
    let annotations: [(name: Text, value: Text)]
}
