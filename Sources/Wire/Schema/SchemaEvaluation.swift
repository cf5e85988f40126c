/// One check of a value against a schema: bounded in steps, depth and violations.
struct SchemaEvaluation {
    private static let exhaustion = "is too large or too deep to be checked"

    private let nodes: [SchemaNode]
    private var steps: Int
    private var isExhausted = false
    private var depth = 0
    /// Above zero while a subschema is only tried, as in `anyOf`: then nothing is reported.
    private var trials = 0
    private var path: [Step] = []
    private var violations: [SchemaViolation] = []

    private enum Step {
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
    private mutating func check(_ node: Int, _ value: JSON) -> Bool {
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
    private mutating func tries(_ node: Int, _ value: JSON) -> Bool {
        trials += 1
        defer { trials -= 1 }
        return check(node, value)
    }

    private mutating func spend(_ cost: Int) -> Bool {
        steps -= cost
        if steps < 0 { isExhausted = true }
        return !isExhausted
    }

    private mutating func fail(_ message: @autoclosure () -> String) -> Bool {
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

    private mutating func checkAll(_ nodes: [Int], _ value: JSON) -> Bool {
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

// Rules that concern one type only; a value of another type fits them.
extension SchemaEvaluation {
    private mutating func checkNumber(_ rule: SchemaRule, _ number: JSONNumber) -> Bool {
        switch rule {
        case .bound(let bound):
            let words =
                bound.isExclusive ? (bound.isMaximum ? "below" : "above") : (bound.isMaximum ? "at most" : "at least")
            return number.decimal.map(bound.allows) ?? false || fail("is not \(words) \(bound.text)")
        case .multipleOf(let divisor):
            return number.decimal.map(divisor.divides) ?? false || fail("is not a multiple of \(divisor.text)")
        default: return true
        }
    }

    private mutating func checkString(_ rule: SchemaRule, _ string: String) -> Bool {
        switch rule {
        case .count(let count) where count.subject == .characters:
            return spend(string.utf8.count / 64) && check(count, string.unicodeScalars.count, "characters")
        case .pattern(let pattern):
            guard let matches = pattern.matches(string, steps: &steps) else { return spend(1) }
            return matches || fail("does not match the pattern")
        case .format(let format):
            return spend(string.utf8.count / 64) && format.matches(string) || fail("is not a valid \(format.rawValue)")
        default: return true
        }
    }

    private mutating func check(_ rule: SchemaCount, _ count: Int, _ things: String) -> Bool {
        if rule.isMaximum { return count <= rule.limit || fail("has more than \(rule.limit) \(things)") }
        return count >= rule.limit || fail("has fewer than \(rule.limit) \(things)")
    }

    private mutating func checkArray(_ rule: SchemaRule, _ elements: [JSON]) -> Bool {
        switch rule {
        case .count(let count) where count.subject == .elements: check(count, elements.count, "elements")
        case .uniqueElements: checkUnique(elements)
        case .elements(let prefix, let rest): checkElements(elements, prefix, rest)
        default: true
        }
    }

    private mutating func checkUnique(_ elements: [JSON]) -> Bool {
        var seen: Set<[UInt8]> = []
        for element in elements {
            let key = SchemaEqualityKey.bytes(of: element)
            guard spend(1 + key.count / 16) else { return false }
            guard seen.insert(key).inserted else { return fail("has the same element twice") }
        }
        return true
    }

    private mutating func checkElements(_ elements: [JSON], _ prefix: [Int], _ rest: Int?) -> Bool {
        var fits = true
        for (index, element) in elements.enumerated() {
            guard let node = index < prefix.count ? prefix[index] : rest else { break }
            path.append(.index(index))
            if !check(node, element) { fits = false }
            path.removeLast()
            if !fits, trials > 0 || isExhausted { return false }
        }
        return fits
    }

    private mutating func checkObject(_ rule: SchemaRule, _ object: JSONObject) -> Bool {
        switch rule {
        case .count(let count) where count.subject == .members: check(count, object.count, "properties")
        case .required(let names): checkRequired(names, object)
        case .dependentRequired(let rules): checkDependent(rules, object)
        case .memberNames(let node): checkNames(node, object)
        case .members(let rule): checkMembers(rule, object)
        default: true
        }
    }

    private mutating func checkRequired(_ names: [String], _ object: JSONObject) -> Bool {
        var fits = spend(names.count)
        for name in names where object[name] == nil { fits = fail("lacks the property \"\(name)\"") }
        return fits
    }

    private mutating func checkDependent(_ rules: [(key: String, needs: [String])], _ object: JSONObject) -> Bool {
        var fits = spend(rules.count)
        for rule in rules where object[rule.key] != nil {
            if !checkRequired(rule.needs, object) { fits = false }
        }
        return fits
    }

    private mutating func checkNames(_ node: Int, _ object: JSONObject) -> Bool {
        for member in object.members where !tries(node, .string(member.key)) {
            return fail("has a property whose name is not allowed")
        }
        return true
    }

    private mutating func checkMembers(_ rule: SchemaMembers, _ object: JSONObject) -> Bool {
        var fits = true
        for member in object.members {
            if !checkMember(rule, member) { fits = false }
            if !fits, trials > 0 || isExhausted { return false }
        }
        return fits
    }

    private mutating func checkMember(_ rule: SchemaMembers, _ member: JSONObject.Member) -> Bool {
        var applied: [Int] = []
        if let node = rule.named[ByteKey(text: member.key)] { applied.append(node) }
        for (pattern, node) in rule.patterns {
            guard let matches = pattern.matches(member.key, steps: &steps) else { return spend(1) }
            if matches { applied.append(node) }
        }
        if applied.isEmpty, let node = rule.additional {
            if nodes[node].isNever { return fail("has a property that is not allowed") }
            applied.append(node)
        }
        path.append(.key(member.key))
        defer { path.removeLast() }
        return checkAll(applied, member.value)
    }
}
