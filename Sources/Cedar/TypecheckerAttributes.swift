import Wire

extension Typechecker {
    private func capability(_ base: Expression, _ name: Text) -> Capability {
        Capability(base: base.json.serialized(), name: Array(name.string.utf8), isTag: false)
    }

    private func capability(_ base: Expression, tag: Expression) -> Capability {
        Capability(base: base.json.serialized(), name: tag.json.serialized(), isTag: true)
    }

    /// The attributes that a value of `type` can have; nothing when it can have none of any kind.
    private func attributes(_ type: CedarType) -> RecordType? {
        switch type {
        case .record(let record): record
        case .entity(let name):
            schema.entityTypes[name]?.attributes ?? (schema.actionTypes.contains(name) ? .empty : nil)
        default: nil
        }
    }

    func has(_ base: Expression, _ name: Text, _ known: Set<Capability>) throws(TypeError) -> Typing {
        let found = try type(base, known).type
        guard let attributes = attributes(found) else { throw mismatch("an entity or record", found, base) }
        guard let attribute = attributes[name] else { return (.falseOnly, []) }
        let capability = capability(base, name)
        if known.contains(capability) { return (.trueOnly, []) }
        // An entity may be missing, and then has no attribute; a record always has the required ones.
        if case .record = found, attribute.isRequired { return (.trueOnly, []) }
        return (.bool, [capability])
    }

    func attribute(
        _ base: Expression, _ name: Text, _ known: Set<Capability>, _ expression: Expression
    ) throws(TypeError) -> CedarType {
        let found = try type(base, known).type
        guard let attributes = attributes(found) else { throw mismatch("an entity or record", found, base) }
        guard let attribute = attributes[name] else {
            let advice =
                nearest(to: name, among: attributes.attributes.map(\.name)).map { "; did you mean `\($0)`?" } ?? ""
            throw TypeError(message: "`\(found)` has no attribute `\(escaped(name))`\(advice)", span: expression.span)
        }
        guard attribute.isRequired || known.contains(capability(base, name)) else {
            throw TypeError(
                message: "the attribute `\(escaped(name))` is optional; test it with `has` first", span: expression.span
            )
        }
        return attribute.type
    }

    /// The type of tags of an entity; nothing when it has none.
    private func tags(_ base: Expression, _ known: Set<Capability>) throws(TypeError) -> CedarType? {
        let found = try type(base, known).type
        guard case .entity(let name) = found, schema.isKnownType(name) else { throw mismatch("an entity", found, base) }
        return schema.entityTypes[name]?.tags
    }

    func hasTag(_ base: Expression, _ tag: Expression, _ known: Set<Capability>) throws(TypeError) -> Typing {
        let type = try tags(base, known)
        try expect(.string, tag, known)
        guard type != nil else { return (.falseOnly, []) }
        let capability = capability(base, tag: tag)
        return known.contains(capability) ? (.trueOnly, []) : (.bool, [capability])
    }

    func getTag(_ base: Expression, _ tag: Expression, _ known: Set<Capability>) throws(TypeError) -> CedarType {
        let type = try tags(base, known)
        try expect(.string, tag, known)
        guard let type else { throw TypeError(message: "such an entity has no tags", span: base.span) }
        guard known.contains(capability(base, tag: tag)) else {
            throw TypeError(message: "the tag may be missing; test it with `hasTag` first", span: tag.span)
        }
        return type
    }

    func isType(
        _ operand: Expression, _ name: Text, _ ancestor: Expression?, _ known: Set<Capability>
    ) throws(TypeError) -> Typing {
        let found = try type(operand, known).type
        guard case .entity(let type) = found else { throw mismatch("an entity", found, operand) }
        guard type == name else { return (.falseOnly, []) }
        guard let ancestor else { return (.trueOnly, []) }
        return (try membership(operand, ancestor, known), [])
    }

    /// The type of `left in right`.
    func membership(_ left: Expression, _ right: Expression, _ known: Set<Capability>) throws(TypeError) -> CedarType {
        let (first, second) = (try type(left, known).type, try type(right, known).type)
        guard case .entity(let lower) = first else { throw mismatch("an entity", first, left) }
        let action = entity(left).flatMap { schema.actions[$0] == nil ? nil : $0 }
        switch second {
        case .entity(let upper):
            if let action, let group = entity(right) { return schema.isIn(action, group) ? .trueOnly : .falseOnly }
            return schema.isIn(lower, upper) ? .bool : .falseOnly
        case .set(.entity(let upper)):
            if let action, case .set(let elements) = right.kind {
                let groups = elements.compactMap { entity($0) }
                if groups.count == elements.count {
                    return groups.contains { schema.isIn(action, $0) } ? .trueOnly : .falseOnly
                }
            }
            return schema.isIn(lower, upper) ? .bool : .falseOnly
        default: throw mismatch("an entity or a set of entities", second, right)
        }
    }
}
