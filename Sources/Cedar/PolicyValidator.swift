/// Strict validation: a policy that passes can fail at run time only by integer overflow, by a missing entity or by an
/// extension function's limits, as the Cedar specification proves for this algorithm.
package enum PolicyValidator {
    /// What is wrong with the policies and templates of `set`; none when it is valid.
    package static func errors(in set: PolicySet, _ schema: Schema) -> [ValidationError] {
        (set.policies + set.templates).flatMap { errors(in: $0, schema) }
    }

    /// What is wrong with one policy, each problem once.
    package static func errors(in policy: Policy, _ schema: Schema) -> [ValidationError] {
        var found: [ValidationError] = []
        func add(_ message: String, _ position: SourcePosition) {
            let error = ValidationError(policy: policy.id, position: position, message: message)
            if !found.contains(error) { found.append(error) }
        }
        for problem in NameCheck(schema: schema).problems(policy) {
            add(problem.message, policy.source.position(problem.span.start))
        }
        let environments = RequestEnvironment.all(schema)
        if found.isEmpty, !environments.contains(where: { $0.canMatch(policy, schema) }) {
            add("no request can match this scope: no action applies to such a principal and resource", policy.position)
        }
        for environment in environments {
            do throws(TypeError) {
                try Typechecker(schema: schema, environment: environment).check(policy)
            } catch {
                let place = policy.source.position(error.span.start)
                add(error.message, error.span == .none ? policy.position : place)
            }
        }
        return found
    }
}

/// One kind of request: an action with a principal and a resource type that it applies to.
struct RequestEnvironment {
    let principal: Text
    let action: EntityUID
    let resource: Text
    let context: RecordType

    /// Every kind of request that the schema allows.
    static func all(_ schema: Schema) -> [RequestEnvironment] {
        schema.actions.sorted { $0.key < $1.key }.flatMap { uid, action in
            action.principals.sorted().flatMap { principal in
                action.resources.sorted().map { resource in
                    RequestEnvironment(principal: principal, action: uid, resource: resource, context: action.context)
                }
            }
        }
    }

    /// Whether the scope of `policy` does not rule this kind of request out by types alone.
    func canMatch(_ policy: Policy, _ schema: Schema) -> Bool {
        let actionFits =
            switch policy.action {
            case .any: true
            case .equal(let uid): uid == action
            case .isIn(let uid): schema.isIn(action, uid)
            case .isInAny(let uids): uids.contains { schema.isIn(action, $0) }
            }
        return actionFits && canMatch(policy.principal, principal, schema)
            && canMatch(policy.resource, resource, schema)
    }

    private func canMatch(_ constraint: ScopeConstraint, _ type: Text, _ schema: Schema) -> Bool {
        switch constraint {
        case .any, .equal(.slot), .isIn(.slot): true
        case .equal(.entity(let uid)): uid.type == type
        case .isIn(.entity(let uid)): schema.isIn(type, uid.type)
        case .isType(let name), .isTypeIn(let name, .slot): name == type
        case .isTypeIn(let name, .entity(let uid)): name == type && schema.isIn(type, uid.type)
        }
    }
}

/// Checks that every type, action and enumerated id that a policy names is declared, wherever it stands.
struct NameCheck {
    let schema: Schema

    func problems(_ policy: Policy) -> [(message: String, span: SourceSpan)] {
        var found: [(message: String, span: SourceSpan)] = []
        for constraint in [policy.principal, policy.resource] {
            switch constraint {
            case .equal(.entity(let uid)), .isIn(.entity(let uid)): found += check(uid, .none)
            case .isType(let type): found += check(type, .none)
            case .isTypeIn(let type, let target):
                found += check(type, .none)
                if case .entity(let uid) = target { found += check(uid, .none) }
            default: break
            }
        }
        switch policy.action {
        case .any: break
        case .equal(let uid), .isIn(let uid): found += check(uid, .none)
        case .isInAny(let uids): found += uids.flatMap { check($0, .none) }
        }
        return found + policy.conditions.flatMap { problems($0.body) }
    }

    private func problems(_ root: Expression) -> [(message: String, span: SourceSpan)] {
        var found: [(message: String, span: SourceSpan)] = []
        var open = [root]
        while let expression = open.popLast() {
            switch expression.kind {
            case .literal(.entity(let uid)): found += check(uid, expression.span)
            case .isType(_, let type, _): found += check(type, expression.span)
            default: break
            }
            open += expression.kind.children
        }
        return found
    }

    private func check(_ type: Text, _ span: SourceSpan) -> [(message: String, span: SourceSpan)] {
        if schema.isKnownType(type) { return [] }
        let advice = nearest(to: type, among: schema.entityTypes.keys).map { "; did you mean `\($0)`?" } ?? ""
        return [("the schema has no entity type `\(type)`\(advice)", span)]
    }

    private func check(_ uid: EntityUID, _ span: SourceSpan) -> [(message: String, span: SourceSpan)] {
        if let type = schema.entityTypes[uid.type] {
            guard let ids = type.ids, !ids.contains(uid.id) else { return [] }
            return [("`\(uid.type)` is enumerated and has no such id", span)]
        }
        if schema.actions[uid] != nil { return [] }
        if !isActionType(uid.type) { return check(uid.type, span) }
        let advice =
            nearest(to: uid.id, among: schema.actions.keys.map(\.id)).map { "; did you mean `\(escaped($0))`?" } ?? ""
        return [("the schema has no action \(uid)\(advice)", span)]
    }
}
