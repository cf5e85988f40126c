/// Evaluates a program's expressions for one request. Recursion is bounded by the height of the trees that were
/// compiled, and no loop runs longer than its operands.
struct Evaluator {
    let program: Program
    let request: Request
    let entities: Entities
    let principal: Entities.Node?
    let action: Entities.Node?
    let resource: Entities.Node?

    init(_ program: Program, _ request: Request, _ entities: Entities) {
        self.program = program
        self.request = request
        self.entities = entities
        principal = entities.node(request.principal)
        action = entities.node(request.action)
        resource = entities.node(request.resource)
    }

    /// The value of the instruction numbered `index`.
    func value(_ index: Int32) throws(EvaluationError) -> CedarValue {
        let instruction = program.instructions[Int(index)]
        switch instruction.operation {
        case .constant: return program.constants[Int(instruction.a)]
        case .principal: return .entity(request.principal)
        case .action: return .entity(request.action)
        case .resource: return .entity(request.resource)
        case .context: return .record(request.context)
        case .negate, .add, .subtract, .multiply: return .long(try number(instruction))
        case .ifThenElse: return try value(bool(instruction.a) ? instruction.b : instruction.c)
        case .attribute: return try attribute(instruction)
        case .getTag: return try tag(instruction)
        case .set: return .set(CedarSet(try values(instruction)))
        case .record: return .record(try record(instruction))
        case .call: return try call(instruction)
        case .unfilledSlot: throw .unfilledSlot
        case .not, .isEmpty, .and, .or, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn,
            .contains, .containsAll, .containsAny, .hasTag, .has, .like, .isType:
            return .bool(try bool(index))
        }
    }

    /// The value of the instruction numbered `index`, which must be a boolean.
    func bool(_ index: Int32) throws(EvaluationError) -> Bool {
        let instruction = program.instructions[Int(index)]
        switch instruction.operation {
        case .not: return try !bool(instruction.a)
        case .isEmpty: return try set(instruction.a).elements.isEmpty
        case .and: return try all(instruction)
        case .or: return try any(instruction)
        case .equal: return try value(instruction.a) == value(instruction.b)
        case .notEqual: return try value(instruction.a) != value(instruction.b)
        case .less: return try order(instruction) < 0
        case .lessOrEqual: return try order(instruction) <= 0
        case .greater: return try order(instruction) > 0
        case .greaterOrEqual: return try order(instruction) >= 0
        case .isIn: return try isIn(instruction)
        case .contains:
            let elements = try set(instruction.a)
            return try elements.contains(value(instruction.b))
        case .containsAll: return try set(instruction.a).containsAll(set(instruction.b))
        case .containsAny: return try set(instruction.a).containsAny(set(instruction.b))
        case .hasTag: return try hasTag(instruction)
        case .has: return try has(instruction)
        case .like: return program.patterns[Int(instruction.b)].matches(try string(instruction.a))
        case .isType: return try isType(instruction)
        default:
            let found = try value(index)
            guard case .bool(let result) = found else { throw mismatch(.bool, found) }
            return result
        }
    }

    func values(_ instruction: Program.Instruction) throws(EvaluationError) -> [CedarValue] {
        var values: [CedarValue] = []
        values.reserveCapacity(Int(instruction.b))
        for offset in instruction.a..<instruction.a + instruction.b {
            values.append(try value(program.operands[Int(offset)]))
        }
        return values
    }

    func mismatch(_ expected: ValueKind..., found: CedarValue) -> EvaluationError {
        .typeMismatch(expected: expected, found: found.kind)
    }

    private func mismatch(_ expected: ValueKind, _ found: CedarValue) -> EvaluationError {
        .typeMismatch(expected: [expected], found: found.kind)
    }

    private func all(_ instruction: Program.Instruction) throws(EvaluationError) -> Bool {
        for offset in instruction.a..<instruction.a + instruction.b {
            guard try bool(program.operands[Int(offset)]) else { return false }
        }
        return true
    }

    private func any(_ instruction: Program.Instruction) throws(EvaluationError) -> Bool {
        for offset in instruction.a..<instruction.a + instruction.b {
            if try bool(program.operands[Int(offset)]) { return true }
        }
        return false
    }

    private func order(_ instruction: Program.Instruction) throws(EvaluationError) -> Int {
        let (left, right) = (try value(instruction.a), try value(instruction.b))
        switch (left, right) {
        case (.long(let first), .long(let second)): return compare(first, second)
        case (.datetime(let first), .datetime(let second)): return compare(first.milliseconds, second.milliseconds)
        case (.duration(let first), .duration(let second)): return compare(first.milliseconds, second.milliseconds)
        case (.long, _): throw mismatch(.long, right)
        case (.datetime, _): throw mismatch(.datetime, right)
        case (.duration, _): throw mismatch(.duration, right)
        default: throw mismatch(.long, .datetime, .duration, found: left)
        }
    }

    private func number(_ instruction: Program.Instruction) throws(EvaluationError) -> Int64 {
        let left = try long(instruction.a)
        let (result, overflow): (Int64, Bool)
        switch instruction.operation {
        case .negate: (result, overflow) = Int64(0).subtractingReportingOverflow(left)
        case .add: (result, overflow) = left.addingReportingOverflow(try long(instruction.b))
        case .subtract: (result, overflow) = left.subtractingReportingOverflow(try long(instruction.b))
        default: (result, overflow) = left.multipliedReportingOverflow(by: try long(instruction.b))
        }
        guard !overflow else { throw .overflow }
        return result
    }

    private func record(_ instruction: Program.Instruction) throws(EvaluationError) -> CedarRecord {
        var fields: [CedarRecord.Field] = []
        fields.reserveCapacity(Int(instruction.b))
        for pair in 0..<instruction.b {
            let offset = Int(instruction.a + 2 * pair)
            let name = program.names[Int(program.operands[offset])]
            fields.append(.init(name: name, value: try value(program.operands[offset + 1])))
        }
        return CedarRecord(fields: fields)
    }
}

extension Evaluator {
    func long(_ index: Int32) throws(EvaluationError) -> Int64 {
        let found = try value(index)
        guard case .long(let number) = found else { throw mismatch(.long, found: found) }
        return number
    }

    func string(_ index: Int32) throws(EvaluationError) -> Text {
        let found = try value(index)
        guard case .string(let text) = found else { throw mismatch(.string, found: found) }
        return text
    }

    func set(_ index: Int32) throws(EvaluationError) -> CedarSet {
        let found = try value(index)
        guard case .set(let set) = found else { throw mismatch(.set, found: found) }
        return set
    }

    func entity(_ index: Int32) throws(EvaluationError) -> EntityUID {
        let found = try value(index)
        guard case .entity(let uid) = found else { throw mismatch(.entity, found: found) }
        return uid
    }
}
