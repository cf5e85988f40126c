/// Rules that concern one type only; a value of another type fits them.
extension SchemaEvaluation {
    mutating func checkNumber(_ rule: SchemaRule, _ number: JSONNumber) -> Bool {
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

    mutating func checkString(_ rule: SchemaRule, _ string: String) -> Bool {
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

    mutating func checkArray(_ rule: SchemaRule, _ elements: [JSON]) -> Bool {
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

    mutating func checkObject(_ rule: SchemaRule, _ object: JSONObject) -> Bool {
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
