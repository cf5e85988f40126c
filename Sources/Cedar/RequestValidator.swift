/// Checks requests and entities against a schema.
package struct RequestValidator: Sendable {
    private let schema: Schema

    /// A validator by `schema`.
    package init(_ schema: Schema) { self.schema = schema }

    /// What is wrong with a request; nothing when it is valid.
    package func problem(_ request: Request) -> String? {
        guard let action = schema.actions[request.action] else { return "the action is not declared" }
        for (name, uid, types) in [
            ("principal", request.principal, action.principals), ("resource", request.resource, action.resources),
        ] {
            guard types.contains(uid.type) else {
                return "the action does not apply to a \(name) of type `\(uid.type)`"
            }
            if let ids = schema.entityTypes[uid.type]?.ids, !ids.contains(uid.id) { return "there is no such \(name)" }
        }
        return conforms(.record(request.context), .record(action.context))
            ? nil : "the context is not of the declared type"
    }

    /// What is wrong with an entity; nothing when it is valid.
    package func problem(_ entity: Entity) -> String? {
        let uid = entity.uid
        if let action = schema.actions[uid] { return problem(entity, action) }
        guard let type = schema.entityTypes[uid.type] else { return "there is no entity type `\(uid.type)`" }
        if let ids = type.ids {
            let isBare = entity.attributes == .empty && entity.tags == .empty && entity.parents.isEmpty
            return ids.contains(uid.id) && isBare ? nil : "`\(uid.type)` is enumerated"
        }
        for parent in entity.parents {
            guard type.ancestors.contains(parent.type) else { return "`\(uid.type)` cannot be in `\(parent.type)`" }
            if let ids = schema.entityTypes[parent.type]?.ids, !ids.contains(parent.id) {
                return "there is no such parent"
            }
        }
        guard conforms(.record(entity.attributes), .record(type.attributes)) else {
            return "the attributes of a `\(uid.type)` are not of the declared type"
        }
        if let tags = type.tags {
            return entity.tags.fields.allSatisfy { conforms($0.value, tags) }
                ? nil : "a tag is not of the declared type"
        }
        return entity.tags == .empty ? nil : "a `\(uid.type)` has no tags"
    }

    private func problem(_ entity: Entity, _ action: Schema.Action) -> String? {
        guard entity.attributes == .empty, entity.tags == .empty else {
            return "an action has no attributes and no tags"
        }
        let ancestors = entity.parents.reduce(into: Set(entity.parents)) {
            $0.formUnion(schema.actions[$1]?.ancestors ?? [])
        }
        return ancestors == action.ancestors ? nil : "an action is in other groups than declared"
    }

    /// Whether `value` has exactly the type `type`.
    func conforms(_ value: CedarValue, _ type: CedarType) -> Bool {
        switch (value, type) {
        case (.bool, .bool), (.long, .long), (.string, .string), (.decimal, .decimal), (.datetime, .datetime),
            (.duration, .duration), (.ip, .ipaddr):
            return true
        case (.entity(let uid), .entity(let name)):
            guard uid.type == name else { return false }
            if schema.actionTypes.contains(name) { return schema.actions[uid] != nil }
            return schema.entityTypes[name]?.ids?.contains(uid.id) ?? true
        case (.set(let set), .set(let element)): return set.elements.allSatisfy { conforms($0, element) }
        case (.record(let record), .record(let type)): return conforms(record, type)
        default: return false
        }
    }

    private func conforms(_ record: CedarRecord, _ type: RecordType) -> Bool {
        let known = type.attributes.allSatisfy { attribute in
            record[AttributeName(attribute.name)].map { conforms($0, attribute.type) } ?? !attribute.isRequired
        }
        return known && record.fields.allSatisfy { type[$0.name.text] != nil }
    }
}
