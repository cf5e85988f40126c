import Wire

/// Reads policies from the JSON policy format.
package enum PolicyJSON {
    /// Reads a policy set: `{"templates", "staticPolicies", "templateLinks"}`.
    package static func policySet(
        _ json: JSON, name: String, limits: CedarLimits = .standard
    ) throws(CedarError) -> PolicySet {
        let reader = PolicyJSONReader(source: SourceText(name: name, bytes: []), limits: limits)
        let statics = try reader.policies(json, "staticPolicies")
        let templates = try reader.policies(json, "templates")
        var set = try PolicySet(statics, templates: templates)
        for link in json["templateLinks"]?.arrayValue ?? [] {
            guard let template = link["templateId"]?.stringValue, let id = link["newId"]?.stringValue,
                let values = link["values"]?.objectValue
            else { throw CedarError(.json, "a template link must have `templateId`, `newId` and `values`") }
            var entities: [Slot: EntityUID] = [:]
            for (slot, value) in values.members {
                guard let slot = Slot(rawValue: slot) else { throw CedarError(.json, "`\(slot)` is no slot") }
                entities[slot] = try EntityJSON.uid(value)
            }
            set = try set.linking(template, as: id, principal: entities[.principal], resource: entities[.resource])
        }
        return set
    }

    /// Reads one policy or template.
    package static func policy(
        _ json: JSON, id: String, limits: CedarLimits = .standard
    ) throws(CedarError) -> Policy {
        try PolicyJSONReader(source: SourceText(name: id, bytes: []), limits: limits).policy(json, id: id)
    }
}

/// Reads one policy of the JSON form, member by member; an unknown member or a wrong type is an error.
struct PolicyJSONReader {
    let source: SourceText
    let limits: CedarLimits

    func policies(_ json: JSON, _ key: String) throws(CedarError) -> [Policy] {
        guard let object = json[key]?.objectValue else { return [] }
        var policies: [Policy] = []
        for (id, json) in object.members { policies.append(try policy(json, id: id)) }
        return policies
    }

    func policy(_ json: JSON, id: String) throws(CedarError) -> Policy {
        guard let word = json["effect"]?.stringValue, let effect = Policy.Effect(rawValue: word),
            let principal = json["principal"], let action = json["action"], let resource = json["resource"],
            let conditions = json["conditions"]?.arrayValue
        else { throw CedarError(.json, "the policy `\(id)` must have `effect`, a scope and `conditions`") }
        var annotations: [(name: Text, value: Text)] = []
        for (name, value) in json["annotations"]?.objectValue?.members ?? [] {
            guard value.isNull || value.stringValue != nil else {
                throw CedarError(.json, "an annotation must be a string")
            }
            annotations.append((Text(name), Text(value.stringValue ?? "")))
        }
        return Policy(
            id: id, effect: effect, annotations: annotations, principal: try scope(principal, .principal),
            action: try self.action(action), resource: try scope(resource, .resource),
            conditions: try self.conditions(conditions), position: source.position(0), source: source)
    }

    private func conditions(_ items: [JSON]) throws(CedarError) -> [Policy.Condition] {
        var conditions: [Policy.Condition] = []
        for item in items {
            guard let word = item["kind"]?.stringValue, let kind = Policy.Condition.Kind(rawValue: word),
                let body = item["body"]
            else { throw CedarError(.json, "a condition must have `kind` and `body`") }
            conditions.append(.init(kind: kind, body: try ExpressionJSONReader(limits: limits).expression(body)))
        }
        return conditions
    }

    private func scope(_ json: JSON, _ slot: Slot) throws(CedarError) -> ScopeConstraint {
        switch json["op"]?.stringValue {
        case "All": return .any
        case "==": return .equal(try target(json, slot))
        case "in": return .isIn(try target(json, slot))
        case "is":
            guard let type = json["entity_type"]?.stringValue, isTypeName(Text(type)) else {
                throw CedarError(.json, "`is` in a scope needs an `entity_type`")
            }
            guard let ancestor = json["in"] else { return .isType(Text(type)) }
            return .isTypeIn(Text(type), try target(ancestor, slot))
        default: throw CedarError(.json, "a scope's `op` must be `All`, `==`, `in` or `is`")
        }
    }

    private func target(_ json: JSON, _ slot: Slot) throws(CedarError) -> ScopeConstraint.Target {
        if let name = json["slot"]?.stringValue {
            guard Slot(rawValue: name) == slot else { throw CedarError(.template, "`\(name)` cannot stand here") }
            return .slot
        }
        guard let entity = json["entity"] else { throw CedarError(.json, "a scope must name an entity or a slot") }
        return .entity(try EntityJSON.uid(entity))
    }

    private func action(_ json: JSON) throws(CedarError) -> ActionConstraint {
        switch (json["op"]?.stringValue, json["entity"], json["entities"]?.arrayValue) {
        case ("All", _, _): return .any
        case ("==", let entity?, _): return .equal(try actionEntity(entity))
        case ("in", let entity?, _): return .isIn(try actionEntity(entity))
        case ("in", nil, let entities?):
            var actions: [EntityUID] = []
            for entity in entities { actions.append(try actionEntity(entity)) }
            return .isInAny(actions)
        default: throw CedarError(.json, "an action's `op` must be `All`, `==` or `in` with an entity or entities")
        }
    }

    private func actionEntity(_ json: JSON) throws(CedarError) -> EntityUID {
        let entity = try EntityJSON.uid(json)
        guard isActionType(entity.type) else { throw CedarError(.json, "an action's type must be `Action`") }
        return entity
    }
}
