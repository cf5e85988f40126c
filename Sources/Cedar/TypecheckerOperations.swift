extension Typechecker {
    func binary(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ known: Set<Capability>,
        _ expression: Expression
    ) throws(TypeError) -> Typing {
        switch operation {
        case .equal: return (try equality(left, right, known, expression), [])
        case .notEqual:
            let type = try equality(left, right, known, expression)
            return (type == .trueOnly ? .falseOnly : (type == .falseOnly ? .trueOnly : .bool), [])
        case .less, .lessOrEqual, .greater, .greaterOrEqual: return (try comparison(left, right, known), [])
        case .isIn: return (try membership(left, right, known), [])
        case .add, .subtract, .multiply:
            try expect(.long, left, known)
            try expect(.long, right, known)
            return (.long, [])
        case .contains, .containsAll, .containsAny: return (try containment(operation, left, right, known), [])
        case .hasTag: return try hasTag(left, right, known)
        case .getTag: return (try getTag(left, right, known), [])
        case .and, .or: return (.bool, [])
        }
    }

    private func equality(
        _ left: Expression, _ right: Expression, _ known: Set<Capability>, _ expression: Expression
    ) throws(TypeError) -> CedarType {
        let (first, second) = (try type(left, known).type, try type(right, known).type)
        if let one = simpleLiteral(left), let other = simpleLiteral(right) {
            return one == other ? .trueOnly : .falseOnly
        }
        if first.joined(second) != nil { return .bool }
        if case .entity = first, case .entity = second { return .falseOnly }
        throw TypeError(message: "\(first) and \(second) are never equal", span: expression.span)
    }

    /// The value of a literal, the request's action included.
    private func simpleLiteral(_ expression: Expression) -> CedarValue? {
        switch expression.kind {
        case .literal(let value): value
        case .variable(.action): .entity(environment.action)
        default: nil
        }
    }

    private func comparison(
        _ left: Expression, _ right: Expression, _ known: Set<Capability>
    ) throws(TypeError) -> CedarType {
        let (first, second) = (try type(left, known).type, try type(right, known).type)
        guard [.long, .datetime, .duration].contains(first) else {
            throw mismatch("a Long, datetime or duration", first, left)
        }
        guard first == second else { throw mismatch(first.description, second, right) }
        return .bool
    }

    private func containment(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ known: Set<Capability>
    ) throws(TypeError) -> CedarType {
        let (first, second) = (try type(left, known).type, try type(right, known).type)
        guard case .set(let element) = first else { throw mismatch("a Set", first, left) }
        var other = second
        if operation != .contains {
            guard case .set(let inner) = second else { throw mismatch("a Set", second, right) }
            other = inner
        }
        guard element.joined(other) != nil else {
            throw TypeError(message: "a set of \(element) never holds \(other)", span: right.span)
        }
        return .bool
    }

    func call(
        _ function: ExtensionFunction, _ arguments: [Expression], _ known: Set<Capability>, _ expression: Expression
    ) throws(TypeError) -> CedarType {
        guard arguments.count == function.argumentCount, let first = arguments.first else {
            throw TypeError(
                message: "`\(function.rawValue)` takes \(function.argumentCount) argument(s), not \(arguments.count)",
                span: expression.span)
        }
        if function.isConstructor {
            guard case .literal(.string(let text)) = first.kind else {
                throw TypeError(message: "`\(function.rawValue)` must be given a string literal", span: first.span)
            }
            guard function.construct(text) != nil else {
                throw TypeError(message: "`\(function.rawValue)` cannot read this string", span: first.span)
            }
            return function.resultType
        }
        for (argument, type) in zip(arguments, function.argumentTypes) { try expect(type, argument, known) }
        return function.resultType
    }
}

extension ExtensionFunction {
    /// The types of its arguments.
    var argumentTypes: [CedarType] {
        switch self {
        case .ip, .decimal, .datetime, .duration: [.string]
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast: [.ipaddr]
        case .isInRange: [.ipaddr, .ipaddr]
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual: [.decimal, .decimal]
        case .offset: [.datetime, .duration]
        case .durationSince: [.datetime, .datetime]
        case .toDate, .toTime: [.datetime]
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: [.duration]
        }
    }

    /// The type of its result.
    var resultType: CedarType {
        switch self {
        case .ip: .ipaddr
        case .decimal: .decimal
        case .datetime, .offset, .toDate: .datetime
        case .duration, .durationSince, .toTime: .duration
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: .long
        default: .bool
        }
    }
}
