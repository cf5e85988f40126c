extension Evaluator {
    /// The entity stored for `uid`; those of the request were looked up beforehand.
    private func node(_ uid: EntityUID) -> Entities.Node? {
        if uid === request.principal { return principal }
        if uid === request.resource { return resource }
        if uid === request.action { return action }
        return entities.node(uid)
    }

    /// The attributes of the record or entity that the instruction yields; nothing for an entity that does not exist.
    private func attributes(_ index: Int32) throws(EvaluationError) -> (CedarRecord?, type: Text) {
        switch program.instructions[Int(index)].operation {
        case .context: return (request.context, "")
        case .principal: return (principal?.entity.attributes, request.principal.type)
        case .resource: return (resource?.entity.attributes, request.resource.type)
        default:
            let found = try value(index)
            switch found {
            case .record(let record): return (record, "")
            case .entity(let uid): return (node(uid)?.entity.attributes, uid.type)
            default: throw mismatch(.record, .entity, found: found)
            }
        }
    }

    func attribute(_ instruction: Program.Instruction) throws(EvaluationError) -> CedarValue {
        let (attributes, type) = try attributes(instruction.a)
        guard let attributes else { throw .missingEntity(type: type) }
        let name = program.names[Int(instruction.b)]
        guard let value = attributes[name] else { throw .missingAttribute(name.text) }
        return value
    }

    func has(_ instruction: Program.Instruction) throws(EvaluationError) -> Bool {
        try attributes(instruction.a).0?.has(program.names[Int(instruction.b)]) ?? false
    }

    func tag(_ instruction: Program.Instruction) throws(EvaluationError) -> CedarValue {
        let (uid, name) = (try entity(instruction.a), try string(instruction.b))
        guard let node = node(uid) else { throw .missingEntity(type: uid.type) }
        guard let value = node.entity.tags[AttributeName(name)] else { throw .missingTag }
        return value
    }

    func hasTag(_ instruction: Program.Instruction) throws(EvaluationError) -> Bool {
        let (uid, name) = (try entity(instruction.a), try string(instruction.b))
        return node(uid)?.entity.tags.has(AttributeName(name)) ?? false
    }

    func isType(_ instruction: Program.Instruction) throws(EvaluationError) -> Bool {
        let uid = try entity(instruction.a)
        guard case .string(let type) = program.constants[Int(instruction.b)] else { return false }
        return uid.type == type
    }

    func isIn(_ instruction: Program.Instruction) throws(EvaluationError) -> Bool {
        let uid = try entity(instruction.a)
        let found = try value(instruction.b)
        switch found {
        case .entity(let ancestor): return uid == ancestor || node(uid)?.isIn(ancestor) ?? false
        case .set(let set):
            for element in set.elements {
                guard case .entity = element else { throw mismatch(.entity, found: element) }
            }
            let node = node(uid)
            return set.elements.contains {
                guard case .entity(let ancestor) = $0 else { return false }
                return uid == ancestor || node?.isIn(ancestor) ?? false
            }
        default: throw mismatch(.entity, .set, found: found)
        }
    }
}

extension Evaluator {
    /// Whether the scope of `policy` fits the request. Never fails.
    func fits(_ policy: Program.CompiledPolicy) -> Bool {
        fits(policy.action) && fits(policy.principal, request.principal, principal)
            && fits(policy.resource, request.resource, resource)
    }

    private func fits(_ constraint: ScopeConstraint, _ uid: EntityUID, _ node: Entities.Node?) -> Bool {
        switch constraint {
        case .any: true
        case .equal(.entity(let wanted)): uid == wanted
        case .isIn(.entity(let ancestor)): uid == ancestor || node?.isIn(ancestor) ?? false
        case .isType(let type): uid.type == type
        case .isTypeIn(let type, .entity(let ancestor)):
            uid.type == type && (uid == ancestor || node?.isIn(ancestor) ?? false)
        case .equal(.slot), .isIn(.slot), .isTypeIn(_, .slot): false
        }
    }

    private func fits(_ constraint: ActionConstraint) -> Bool {
        switch constraint {
        case .any: true
        case .equal(let wanted): request.action == wanted
        case .isIn(let group): isActionIn(group)
        case .isInAny(let groups): groups.contains(where: isActionIn)
        }
    }

    private func isActionIn(_ group: EntityUID) -> Bool {
        request.action == group || action?.isIn(group) ?? false
    }
}
