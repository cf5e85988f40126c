/// One check of a value against a schema: bounded in steps, depth and violations.
struct SchemaEvaluation {
    private static let exhaustion = "is too large or too deep to be checked"

    let nodes: [SchemaNode]
    var steps: Int
    var isExhausted = false
    private var depth = 0
    /// Above zero while a subschema is only tried, as in `anyOf`: then nothing is reported.
    var trials = 0
    var path: [Step] = []
    private var violations: [SchemaViolation] = []

    enum Step {
        case key(String)
        case index(Int)
    }

    init(_ nodes: [SchemaNode], steps: Int) {
        self.nodes = nodes
        self.steps = steps
    }

    /// What is wrong with the value.
    mutating func violations(in value: JSON) -> [SchemaViolation] {
        let fits = check(0, value)
        if isExhausted { return [SchemaViolation(path: "", message: Self.exhaustion)] }
        if !fits, violations.isEmpty { report("does not fit the schema") }
        return violations
    }

    /// Whether the value fits the node; reports what does not, unless this is a trial.
    mutating func check(_ node: Int, _ value: JSON) -> Bool {
        guard spend(1), depth < JSONSchema.maximumDepth else {
            isExhausted = true
            return false
        }
        depth += 1
        defer { depth -= 1 }
        let node = nodes[node]
        if node.isNever { return fail("is not allowed") }
        var fits = true
        for rule in node.rules {
            if !spend(1) { return false }
            if !check(rule, value) { fits = false }
            if !fits, trials > 0 || isExhausted { return false }
        }
        return fits
    }

    /// Whether the value fits the node, without reporting.
    mutating func tries(_ node: Int, _ value: JSON) -> Bool {
        trials += 1
        defer { trials -= 1 }
        return check(node, value)
    }

    mutating func spend(_ cost: Int) -> Bool {
        steps -= cost
        if steps < 0 { isExhausted = true }
        return !isExhausted
    }

    mutating func fail(_ message: @autoclosure () -> String) -> Bool {
        if trials == 0 { report(message()) }
        return false
    }

    private mutating func report(_ message: String) {
        guard violations.count < JSONSchema.maximumViolations else { return }
        let pointer = path.reduce(JSONPointer.root) { pointer, step in
            switch step {
            case .key(let key): pointer.appending(key)
            case .index(let index): pointer.appending(index)
            }
        }
        violations.append(SchemaViolation(path: pointer.text, message: message))
    }

    private mutating func check(_ rule: SchemaRule, _ value: JSON) -> Bool {
        switch rule {
        case .type(let types): types.allow(value) || fail("is not of type \(types.names)")
        case .constants(let constants):
            spend(constants.count) && constants.contains(value) || fail("is not one of the allowed values")
        case .reference(let node): check(node, value)
        case .all(let nodes): checkAll(nodes, value)
        case .any(let nodes): checkAny(nodes, value)
        case .one(let nodes): checkOne(nodes, value)
        case .not(let node): !tries(node, value) && !isExhausted || fail("matches what it must not match")
        case .conditional(let condition, let then, let otherwise):
            (tries(condition, value) ? then : otherwise).map { check($0, value) } ?? true
        default: checkByType(rule, value)
        }
    }

    mutating func checkAll(_ nodes: [Int], _ value: JSON) -> Bool {
        var fits = true
        for node in nodes {
            if !check(node, value) { fits = false }
            if !fits, trials > 0 || isExhausted { return false }
        }
        return fits
    }

    private mutating func checkAny(_ nodes: [Int], _ value: JSON) -> Bool {
        for node in nodes where tries(node, value) { return true }
        return fail("fits none of \(nodes.count) alternatives")
    }

    private mutating func checkOne(_ nodes: [Int], _ value: JSON) -> Bool {
        var matches = 0
        for node in nodes where tries(node, value) { matches += 1 }
        return matches == 1 || fail("fits \(matches) of \(nodes.count) alternatives instead of one")
    }

    private mutating func checkByType(_ rule: SchemaRule, _ value: JSON) -> Bool {
        switch value {
        case .number(let number): checkNumber(rule, number)
        case .string(let string): checkString(rule, string)
        case .array(let elements): checkArray(rule, elements)
        case .object(let object): checkObject(rule, object)
        case .null, .bool: true
        }
    }
}
