/// Turns syntax trees into a `Program`.
struct Compiler {
    private(set) var program = Program()
    private var nameNumbers: [AttributeName: Int32] = [:]

    /// The program of `policies`, in their order.
    static func program(for policies: [Policy]) -> Program {
        var compiler = Compiler()
        for policy in policies { compiler.add(policy) }
        return compiler.program
    }

    private mutating func add(_ policy: Policy) {
        let start = program.clauses.count
        for condition in policy.conditions {
            let gate = ConfirmationClause.level(of: condition.body) ?? 0
            let root = compile(condition.body)
            program.clauses.append(.init(root: root, isNegated: condition.kind == .unless, gate: gate))
        }
        program.policies.append(
            .init(
                isForbid: policy.effect == .forbid, principal: policy.principal, action: policy.action,
                resource: policy.resource, clauses: start..<program.clauses.count))
    }

    private mutating func emit(_ operation: Program.Operation, _ a: Int32 = 0, _ b: Int32 = 0, _ c: Int32 = 0) -> Int32
    {
        program.instructions.append(.init(operation: operation, a: a, b: b, c: c))
        return Int32(program.instructions.count - 1)
    }

    private mutating func constant(_ value: CedarValue) -> Int32 {
        program.constants.append(value)
        return Int32(program.constants.count - 1)
    }

    private mutating func name(_ text: Text) -> Int32 {
        let name = AttributeName(text)
        if let number = nameNumbers[name] { return number }
        program.names.append(name)
        nameNumbers[name] = Int32(program.names.count - 1)
        return Int32(program.names.count - 1)
    }

    private mutating func operands(_ list: [Int32]) -> Int32 {
        program.operands += list
        return Int32(program.operands.count - list.count)
    }

    private mutating func compile(_ expression: Expression) -> Int32 {
        if let value = Constant.value(of: expression) { return emit(.constant, constant(value)) }
        switch expression.kind {
        case .literal(let value): return emit(.constant, constant(value))
        case .variable(let variable): return emit(Self.operation(variable))
        case .slot: return emit(.unfilledSlot)
        case .unary(let operation, let operand): return emit(Self.operation(operation), compile(operand))
        case .binary(let operation, let left, let right) where operation == .and || operation == .or:
            return chain(operation, left, right)
        case .binary(let operation, let left, let right):
            return emit(Self.operation(operation), compile(left), compile(right))
        case .ifThenElse(let test, let yes, let no): return emit(.ifThenElse, compile(test), compile(yes), compile(no))
        case .attribute(let base, let name): return emit(.attribute, compile(base), self.name(name))
        case .has(let base, let name): return emit(.has, compile(base), self.name(name))
        case .like(let operand, let pattern):
            program.patterns.append(pattern)
            let number = Int32(program.patterns.count - 1)
            return emit(.like, compile(operand), number)
        case .isType(let operand, let type, let ancestor): return typeTest(operand, type, ancestor)
        case .set(let elements):
            let list = elements.map { compile($0) }
            return emit(.set, operands(list), Int32(list.count))
        case .record(let fields):
            let list = fields.flatMap { [name($0.name), compile($0.value)] }
            return emit(.record, operands(list), Int32(fields.count))
        case .call(let function, let arguments):
            let list = arguments.map { compile($0) }
            let number = ExtensionFunction.allCases.firstIndex(of: function) ?? 0
            return emit(.call, operands(list), Int32(list.count), Int32(number))
        }
    }

    /// Compiles `a && b && c` as one instruction with three operands.
    private mutating func chain(_ operation: BinaryOperator, _ left: Expression, _ right: Expression) -> Int32 {
        var terms = [right]
        var rest = left
        while case .binary(operation, let first, let second) = rest.kind {
            terms.append(second)
            rest = first
        }
        terms.append(rest)
        let list = terms.reversed().map { compile($0) }
        return emit(operation == .and ? .and : .or, operands(list), Int32(list.count))
    }

    /// `x is T in y` means `x is T && x in y`.
    private mutating func typeTest(_ operand: Expression, _ type: Text, _ ancestor: Expression?) -> Int32 {
        let value = compile(operand)
        let test = emit(.isType, value, constant(.string(type)))
        guard let ancestor else { return test }
        let membership = emit(.isIn, value, compile(ancestor))
        return emit(.and, operands([test, membership]), 2)
    }

    private static func operation(_ variable: Variable) -> Program.Operation {
        switch variable {
        case .principal: .principal
        case .action: .action
        case .resource: .resource
        case .context: .context
        }
    }

    private static func operation(_ unary: UnaryOperator) -> Program.Operation {
        switch unary {
        case .not: .not
        case .negate: .negate
        case .isEmpty: .isEmpty
        }
    }

    private static func operation(_ binary: BinaryOperator) -> Program.Operation {
        switch binary {
        case .and: .and
        case .or: .or
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .isIn: .isIn
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .contains: .contains
        case .containsAll: .containsAll
        case .containsAny: .containsAny
        case .getTag: .getTag
        case .hasTag: .hasTag
        }
    }
}
