/// Reads the implicit forms of Cedar's JSON formats, which only a schema can tell apart: `{"type", "id"}` where an entity
/// is expected, and a bare string or `{"fn", "arg"}` where an extension type is.
extension Schema {
    /// The request's context with implicit forms made explicit.
    package func reading(context: CedarRecord, of action: EntityUID) throws(CedarError) -> CedarRecord {
        guard let type = actions[action]?.context else { return context }
        return try reading(context, type)
    }

    /// The entities with implicit forms made explicit and the schema's actions added.
    package func reading(_ entities: [Entity]) throws(CedarError) -> [Entity] {
        var read: [Entity] = []
        for entity in entities {
            guard let type = entityTypes[entity.uid.type] else {
                read.append(entity)
                continue
            }
            let tags = type.tags
            var tagFields: [(Text, CedarValue)] = []
            for field in entity.tags.fields {
                tagFields.append(
                    (
                        field.name.text,
                        try tags.map { (type) throws(CedarError) in try reading(field.value, type) } ?? field.value
                    ))
            }
            read.append(
                Entity(
                    entity.uid, attributes: try reading(entity.attributes, type.attributes),
                    tags: CedarRecord(tagFields), parents: entity.parents))
        }
        let present = Set(read.map(\.uid))
        return read + actionEntities.filter { !present.contains($0.uid) }
    }

    private func reading(_ record: CedarRecord, _ type: RecordType) throws(CedarError) -> CedarRecord {
        var fields: [CedarRecord.Field] = []
        for field in record.fields {
            guard let attribute = type[field.name.text] else {
                fields.append(field)
                continue
            }
            fields.append(.init(name: field.name, value: try reading(field.value, attribute.type)))
        }
        return CedarRecord(fields: fields)
    }

    private func reading(_ value: CedarValue, _ type: CedarType) throws(CedarError) -> CedarValue {
        switch (value, type) {
        case (.record(let record), .record(let type)): return .record(try reading(record, type))
        case (.set(let set), .set(let element)):
            var elements: [CedarValue] = []
            for value in set.elements { elements.append(try reading(value, element)) }
            return .set(CedarSet(elements))
        case (.record(let record), .entity):
            guard case .string(let type)? = record["type"], case .string(let id)? = record["id"],
                record.fields.count == 2
            else { return value }
            return .entity(EntityUID(type: type, id: id))
        case (_, .ipaddr): return try extensionValue(value, .ip)
        case (_, .decimal): return try extensionValue(value, .decimal)
        case (_, .datetime): return try extensionValue(value, .datetime)
        case (_, .duration): return try extensionValue(value, .duration)
        default: return value
        }
    }

    private func extensionValue(_ value: CedarValue, _ function: ExtensionFunction) throws(CedarError) -> CedarValue {
        var text = value
        if case .record(let record) = value, record["fn"] == .string(function.rawValue), let argument = record["arg"] {
            text = argument
        }
        guard case .string(let spelling) = text else { return value }
        guard let read = function.construct(spelling) else {
            throw CedarError(.json, "a string is no \(function.rawValue)")
        }
        return read
    }
}
