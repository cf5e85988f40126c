/// Reads policies and templates from the human-readable syntax of the Cedar grammar.
struct PolicyParser {
    private var reader: TokenReader

    /// Reads every policy and template of `source`. `name` gives the id from the policy's place and annotations.
    static func policies(
        in source: SourceText, limits: CedarLimits, name: (Int, [(name: Text, value: Text)]) -> String
    ) throws(CedarError) -> [Policy] {
        var parser = PolicyParser(reader: try TokenReader(source, limits: limits))
        var policies: [Policy] = []
        while parser.reader.next.kind != .end {
            guard policies.count < limits.policies else {
                throw parser.reader.error("more than \(limits.policies) policies", at: parser.reader.next.span, .limit)
            }
            let count = policies.count
            policies.append(try parser.policy { name(count, $0) })
        }
        return policies
    }

    private mutating func policy(name: ([(name: Text, value: Text)]) -> String) throws(CedarError) -> Policy {
        let start = reader.next.span.start
        let annotations = try reader.annotations()
        let effect = try effect()
        try reader.expect(.leftParenthesis, "and the scope after `\(effect.rawValue)`")
        let principal = try scope("principal")
        try reader.expect(.comma, "between the principal and the action")
        let action = try action()
        try reader.expect(.comma, "between the action and the resource")
        let resource = try scope("resource")
        _ = reader.skip(.comma)
        try reader.expect(.rightParenthesis, "after the scope")
        let conditions = try conditions()
        try reader.expect(.semicolon, "at the end of the policy")
        return Policy(
            id: name(annotations), effect: effect, annotations: annotations, principal: principal, action: action,
            resource: resource, conditions: conditions, position: reader.source.position(start), source: reader.source)
    }

    private mutating func effect() throws(CedarError) -> Policy.Effect {
        guard reader.next.kind == .identifier, let effect = Policy.Effect(rawValue: reader.text(reader.next).string)
        else {
            throw reader.unexpected("a policy, which begins with `permit` or `forbid`")
        }
        reader.take()
        return effect
    }

    private mutating func scope(_ variable: Text) throws(CedarError) -> ScopeConstraint {
        guard reader.skip(word: variable) else {
            throw reader.unexpected("`\(variable)`; the scope is `(principal, action, resource)`")
        }
        if reader.skip(.equal) { return .equal(try target(variable)) }
        if reader.skip(word: "in") { return .isIn(try target(variable)) }
        guard reader.skip(word: "is") else { return .any }
        let type = try reader.path("an entity type after `is`")
        return reader.skip(word: "in") ? .isTypeIn(type, try target(variable)) : .isType(type)
    }

    private mutating func target(_ variable: Text) throws(CedarError) -> ScopeConstraint.Target {
        guard reader.next.kind == .slot else { return .entity(try reader.entity()) }
        guard reader.text(reader.next) == Text("?\(variable)") else {
            throw reader.unexpected("the slot `?\(variable)`: `\(variable)` cannot be filled by another slot")
        }
        reader.take()
        return .slot
    }

    private mutating func action() throws(CedarError) -> ActionConstraint {
        guard reader.skip(word: "action") else {
            throw reader.unexpected("`action`; the scope is `(principal, action, resource)`")
        }
        if reader.skip(.equal) { return .equal(try actionEntity()) }
        guard reader.skip(word: "in") else { return .any }
        guard reader.skip(.leftBracket) else { return .isIn(try actionEntity()) }
        var actions: [EntityUID] = []
        while !reader.at(.rightBracket) {
            actions.append(try actionEntity())
            guard reader.skip(.comma) else { break }
        }
        try reader.expect(.rightBracket, "after the list of actions")
        return .isInAny(actions)
    }

    private mutating func actionEntity() throws(CedarError) -> EntityUID {
        let span = reader.next.span
        let entity = try reader.entity()
        guard isActionType(entity.type) else {
            throw reader.error("an action's type must be `Action`, here it is `\(entity.type)`", at: span)
        }
        return entity
    }

    private mutating func conditions() throws(CedarError) -> [Policy.Condition] {
        var conditions: [Policy.Condition] = []
        while reader.next.kind == .identifier {
            guard let kind = Policy.Condition.Kind(rawValue: reader.text(reader.next).string) else { break }
            reader.take()
            try reader.expect(.leftBrace, "after `\(kind.rawValue)`")
            if reader.at(.rightBrace) {
                throw reader.error("this `\(kind.rawValue)` clause is empty", at: reader.next.span)
            }
            conditions.append(.init(kind: kind, body: try ExpressionParser.expression(&reader)))
            try reader.expect(.rightBrace, "at the end of the `\(kind.rawValue)` clause")
        }
        return conditions
    }
}

/// Whether `type` names actions: `Action`, or `Action` in a namespace.
func isActionType(_ type: Text) -> Bool {
    type == "Action" || type.string.utf8.suffix(8).elementsEqual("::Action".utf8)
}

extension TokenReader {
    /// Reads annotations `@name("value")`; a name without a value has the empty one. Any word may be a name.
    mutating func annotations() throws(CedarError) -> [(name: Text, value: Text)] {
        var annotations: [(name: Text, value: Text)] = []
        var seen: Set<Text> = []
        while skip(.at) {
            guard next.kind == .identifier else { throw unexpected("the annotation's name after `@`") }
            let name = text(next)
            guard seen.insert(name).inserted else {
                throw error("the annotation `@\(name)` is there twice", at: next.span, .name)
            }
            take()
            var value: Text = ""
            if skip(.leftParenthesis) {
                guard next.kind == .string else { throw unexpected("the annotation's value in quotes") }
                value = try string(take())
                try expect(.rightParenthesis, "after the annotation's value")
            }
            annotations.append((name, value))
        }
        return annotations
    }
}
