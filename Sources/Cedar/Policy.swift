/// One policy or template as it was read.
package struct Policy: Sendable {
    /// Its name within the set.
    package let id: String
    /// Whether it permits or forbids.
    package let effect: Effect
    /// The annotations in source order.
    package let annotations: [(name: Text, value: Text)]
    /// What it says of the principal.
    package let principal: ScopeConstraint
    /// What it says of the action.
    package let action: ActionConstraint
    /// What it says of the resource.
    package let resource: ScopeConstraint
    /// The `when` and `unless` clauses in source order.
    package let conditions: [Condition]
    /// Where it stands.
    package let position: SourcePosition
    /// The text it was read from, for the places of its clauses.
    let source: SourceText

    /// What a policy does when it is satisfied.
    package enum Effect: String, Sendable, Hashable { case permit, forbid }

    /// A clause.
    package struct Condition: Sendable {
        /// Whether the body must be true or must not be.
        package enum Kind: String, Sendable, Hashable { case when, unless }

        /// The clause's word.
        package let kind: Kind
        /// What is inside the braces.
        package let body: Expression
    }

    /// The value of the annotation `name`, such as `reason`; nothing when it is not there.
    package func annotation(_ name: String) -> String? {
        let wanted = Text(name)
        return annotations.first { $0.name == wanted }?.value.string
    }

    /// The holes that the scope has.
    package var slots: Set<Slot> {
        var found: Set<Slot> = []
        if principal.slot { found.insert(.principal) }
        if resource.slot { found.insert(.resource) }
        return found
    }

    /// The place of a node of this policy.
    package func place(of expression: Expression) -> SourcePosition { source.position(expression.span.start) }
}

/// What the scope says of the principal or the resource.
package enum ScopeConstraint: Sendable, Hashable {
    case any
    case equal(Target)
    case isIn(Target)
    case isType(Text)
    case isTypeIn(Text, Target)

    /// An entity or a template's hole.
    package enum Target: Sendable, Hashable {
        case entity(EntityUID)
        case slot
    }

    var slot: Bool {
        switch self {
        case .equal(.slot), .isIn(.slot), .isTypeIn(_, .slot): true
        default: false
        }
    }

    /// The constraint with `entity` in its hole.
    func filled(with entity: EntityUID?) -> ScopeConstraint {
        guard let entity else { return self }
        return switch self {
        case .equal(.slot): .equal(.entity(entity))
        case .isIn(.slot): .isIn(.entity(entity))
        case .isTypeIn(let type, .slot): .isTypeIn(type, .entity(entity))
        default: self
        }
    }
}

/// What the scope says of the action.
package enum ActionConstraint: Sendable, Hashable {
    case any
    case equal(EntityUID)
    case isIn(EntityUID)
    case isInAny([EntityUID])
}
