/// Types a policy for one kind of request, by the rules of the Cedar specification's validator (strict mode).
struct Typechecker {
    let schema: Schema
    let environment: RequestEnvironment

    /// Something that is known to be there because a test before said so: an attribute or tag of the value of an
    /// expression, which is named by its JSON form.
    struct Capability: Hashable {
        let base: [UInt8]
        let name: [UInt8]
        let isTag: Bool
    }

    /// A type and what is known when the value is true.
    typealias Typing = (type: CedarType, known: Set<Capability>)

    /// Checks the clauses of `policy`, unless its scope cannot match such requests.
    func check(_ policy: Policy) throws(TypeError) {
        guard environment.canMatch(policy, schema) else { return }
        var known: Set<Capability> = []
        for condition in policy.conditions {
            let typing = try type(condition.body, known)
            guard typing.type.isBool else { throw mismatch("a Bool", typing.type, condition.body) }
            let isWhen = condition.kind == .when
            if typing.type == (isWhen ? .falseOnly : .trueOnly) { return }
            if isWhen { known.formUnion(typing.known) }
        }
    }

    func type(_ expression: Expression, _ known: Set<Capability>) throws(TypeError) -> Typing {
        switch expression.kind {
        case .literal(let value): return (try literal(value, expression), [])
        case .variable(.principal): return (.entity(environment.principal), [])
        case .variable(.resource): return (.entity(environment.resource), [])
        case .variable(.action): return (.entity(environment.action.type), [])
        case .variable(.context): return (.record(environment.context), [])
        case .slot: throw TypeError(message: "a slot cannot stand in a clause", span: expression.span)
        case .unary(let operation, let operand): return (try unary(operation, operand, known), [])
        case .binary(.and, let left, let right): return try conjunction(left, right, known)
        case .binary(.or, let left, let right): return try disjunction(left, right, known)
        case .binary(let operation, let left, let right): return try binary(operation, left, right, known, expression)
        case .ifThenElse(let test, let yes, let no): return try conditional(test, yes, no, known, expression)
        case .attribute(let base, let name): return (try attribute(base, name, known, expression), [])
        case .has(let base, let name): return try has(base, name, known)
        case .like(let operand, _):
            try expect(.string, operand, known)
            return (.bool, [])
        case .isType(let operand, let name, let ancestor): return try isType(operand, name, ancestor, known)
        case .set(let elements): return (try set(elements, known, expression), [])
        case .record(let fields): return (try record(fields, known), [])
        case .call(let function, let arguments): return (try call(function, arguments, known, expression), [])
        }
    }

    func mismatch(_ expected: String, _ found: CedarType, _ expression: Expression) -> TypeError {
        TypeError(message: "expected \(expected), found \(found)", span: expression.span)
    }

    func expect(_ type: CedarType, _ expression: Expression, _ known: Set<Capability>) throws(TypeError) {
        let found = try self.type(expression, known).type
        guard found == type || (type == .bool && found.isBool) else {
            throw mismatch(type.description, found, expression)
        }
    }

    /// The entity that `expression` names outright; the action of the request is known.
    func entity(_ expression: Expression) -> EntityUID? {
        switch expression.kind {
        case .literal(.entity(let uid)): uid
        case .variable(.action): environment.action
        default: nil
        }
    }

    private func literal(_ value: CedarValue, _ expression: Expression) throws(TypeError) -> CedarType {
        switch value {
        case .bool(let value): return value ? .trueOnly : .falseOnly
        case .long: return .long
        case .string: return .string
        case .decimal: return .decimal
        case .datetime: return .datetime
        case .duration: return .duration
        case .ip: return .ipaddr
        case .entity(let uid):
            let ids = schema.entityTypes[uid.type].map { $0.ids }
            guard schema.actions[uid] != nil || (ids.map { $0?.contains(uid.id) ?? true } ?? false) else {
                throw TypeError(message: "the schema does not know \(uid)", span: expression.span)
            }
            return .entity(uid.type)
        case .set(let values):
            var elements: [Expression] = []
            for value in values.elements { elements.append(Expression(.literal(value), expression.span)) }
            return try set(elements, [], expression)
        case .record(let record):
            let fields = record.fields.map {
                (name: $0.name.text, value: Expression(.literal($0.value), expression.span))
            }
            return try self.record(fields, [])
        }
    }

    private func unary(
        _ operation: UnaryOperator, _ operand: Expression, _ known: Set<Capability>
    ) throws(TypeError) -> CedarType {
        let found = try type(operand, known).type
        switch (operation, found) {
        case (.not, .trueOnly): return .falseOnly
        case (.not, .falseOnly): return .trueOnly
        case (.not, .bool), (.isEmpty, .set): return .bool
        case (.negate, .long): return .long
        case (.not, _): throw mismatch("a Bool", found, operand)
        case (.negate, _): throw mismatch("a Long", found, operand)
        case (.isEmpty, _): throw mismatch("a Set", found, operand)
        }
    }

    private func set(
        _ elements: [Expression], _ known: Set<Capability>, _ expression: Expression
    ) throws(TypeError) -> CedarType {
        guard let first = elements.first else {
            throw TypeError(message: "the type of an empty set is not known", span: expression.span)
        }
        var joined = try type(first, known).type
        for element in elements.dropFirst() {
            let next = try type(element, known).type
            guard let both = joined.joined(next) else {
                throw TypeError(message: "a set cannot mix \(joined) and \(next)", span: element.span)
            }
            joined = both
        }
        return .set(joined)
    }

    private func record(
        _ fields: [(name: Text, value: Expression)], _ known: Set<Capability>
    ) throws(TypeError) -> CedarType {
        var attributes: [RecordType.Attribute] = []
        for field in fields {
            attributes.append(.init(name: field.name, type: try type(field.value, known).type, isRequired: true))
        }
        return .record(RecordType(attributes))
    }
}

extension Typechecker {
    private func conjunction(
        _ left: Expression, _ right: Expression, _ known: Set<Capability>
    ) throws(TypeError) -> Typing {
        let first = try type(left, known)
        guard first.type.isBool else { throw mismatch("a Bool", first.type, left) }
        if first.type == .falseOnly { return (.falseOnly, []) }
        let second = try type(right, known.union(first.known))
        switch second.type {
        case .falseOnly: return (.falseOnly, [])
        case .trueOnly: return (first.type, first.known.union(second.known))
        case .bool: return (.bool, first.known.union(second.known))
        default: throw mismatch("a Bool", second.type, right)
        }
    }

    private func disjunction(
        _ left: Expression, _ right: Expression, _ known: Set<Capability>
    ) throws(TypeError) -> Typing {
        let first = try type(left, known)
        guard first.type.isBool else { throw mismatch("a Bool", first.type, left) }
        if first.type == .trueOnly { return (.trueOnly, []) }
        let second = try type(right, known)
        guard second.type.isBool else { throw mismatch("a Bool", second.type, right) }
        if first.type == .falseOnly { return second }
        switch second.type {
        case .trueOnly: return (.trueOnly, [])
        case .falseOnly: return (.bool, first.known)
        default: return (.bool, first.known.intersection(second.known))
        }
    }

    private func conditional(
        _ test: Expression, _ yes: Expression, _ no: Expression, _ known: Set<Capability>, _ expression: Expression
    ) throws(TypeError) -> Typing {
        let tested = try type(test, known)
        switch tested.type {
        case .trueOnly:
            let first = try type(yes, known.union(tested.known))
            return (first.type, tested.known.union(first.known))
        case .falseOnly: return try type(no, known)
        case .bool:
            let first = try type(yes, known.union(tested.known))
            let second = try type(no, known)
            guard let joined = first.type.joined(second.type) else {
                throw TypeError(
                    message: "both ways of an `if` must have one type, here \(first.type) and \(second.type)",
                    span: expression.span)
            }
            return (joined, tested.known.union(first.known).intersection(second.known))
        default: throw mismatch("a Bool", tested.type, test)
        }
    }
}
