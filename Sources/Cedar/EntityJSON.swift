import Wire

/// Reads values, entities and contexts from Cedar's JSON formats.
package enum EntityJSON {
    /// Reads entities: `[{"uid", "attrs", "parents", "tags"?}]`.
    package static func entities(
        _ json: JSON, limits: CedarLimits = .standard
    ) throws(CedarError) -> Entities {
        try Entities(try list(json), limits: limits)
    }

    /// Reads the same as a list.
    package static func list(_ json: JSON) throws(CedarError) -> [Entity] {
        guard let items = json.arrayValue else { throw CedarError(.json, "entities must be a JSON array") }
        var entities: [Entity] = []
        entities.reserveCapacity(items.count)
        for item in items { entities.append(try entity(item)) }
        return entities
    }

    /// Reads one entity.
    package static func entity(_ json: JSON) throws(CedarError) -> Entity {
        guard let object = json.objectValue, let uid = object["uid"] else {
            throw CedarError(.json, "an entity must be an object with `uid`, `attrs` and `parents`")
        }
        for (key, _) in object.members
        where !["uid", "attrs", "parents", "tags"].contains(where: { key.hasSameBytes(as: $0) }) {
            throw CedarError(.json, "an entity has the unknown member `\(key)`")
        }
        guard let attributes = object["attrs"], let parents = object["parents"]?.arrayValue else {
            throw CedarError(.json, "an entity must have the object `attrs` and the array `parents`")
        }
        return Entity(
            try self.uid(uid), attributes: try record(attributes, "attrs"),
            tags: try record(object["tags"] ?? [:], "tags"),
            parents: try uids(parents))
    }

    /// Reads an object whose members are attributes, such as a context.
    package static func record(_ json: JSON, _ name: String = "context") throws(CedarError) -> CedarRecord {
        guard let object = json.objectValue else { throw CedarError(.json, "`\(name)` must be an object") }
        return CedarRecord(try fields(object))
    }

    private static func uids(_ items: [JSON]) throws(CedarError) -> [EntityUID] {
        var uids: [EntityUID] = []
        for item in items { uids.append(try uid(item)) }
        return uids
    }

    /// Reads an identity: `{"type", "id"}`, or the same under `__entity`.
    package static func uid(_ json: JSON) throws(CedarError) -> EntityUID {
        let json = json["__entity"] ?? json
        guard let object = json.objectValue, object.count == 2, let type = object["type"]?.stringValue,
            let id = object["id"]?.stringValue
        else { throw CedarError(.json, "an entity reference must be `{\"type\": …, \"id\": …}`") }
        guard isTypeName(Text(type)) else { throw CedarError(.json, "an entity reference names an invalid type") }
        return EntityUID(type, id)
    }

    /// Reads a value.
    package static func value(_ json: JSON) throws(CedarError) -> CedarValue {
        switch json {
        case .null: throw CedarError(.json, "Cedar has no null value")
        case .bool(let value): return .bool(value)
        case .string(let value): return .string(Text(value))
        case .number(let number):
            guard let value = number.int64 else { throw CedarError(.json, "a number is no 64-bit integer") }
            return .long(value)
        case .array(let items):
            var values: [CedarValue] = []
            for item in items { values.append(try value(item)) }
            return .set(CedarSet(values))
        case .object(let object): return try self.object(object)
        }
    }

    private static func object(_ object: JSONObject) throws(CedarError) -> CedarValue {
        if let reference = object["__entity"], object.count == 1 { return .entity(try uid(reference)) }
        if let call = object["__extn"], object.count == 1 { return try extensionValue(call) }
        for key in ["__entity", "__extn", "__expr"] where object[key] != nil {
            throw CedarError(.json, "the member `\(key)` is reserved and must have its documented form")
        }
        return .record(CedarRecord(try fields(object)))
    }

    private static func fields(_ object: JSONObject) throws(CedarError) -> [(Text, CedarValue)] {
        var fields: [(Text, CedarValue)] = []
        fields.reserveCapacity(object.count)
        for (key, json) in object.members { fields.append((Text(key), try value(json))) }
        return fields
    }

    /// Reads `{"fn", "arg"}` or `{"fn", "args"}`.
    static func extensionValue(_ json: JSON) throws(CedarError) -> CedarValue {
        guard let name = json["fn"]?.stringValue, let function = ExtensionFunction(rawValue: name),
            let items = json["args"]?.arrayValue ?? json["arg"].map({ [$0] }), json.objectValue?.count == 2
        else { throw CedarError(.json, "an extension value must be `{\"fn\": …, \"arg\": …}` with a known function") }
        var arguments: [CedarValue] = []
        for item in items { arguments.append(try value(item)) }
        do {
            return try function.apply(arguments)
        } catch {
            throw CedarError(.json, "an extension value is malformed: \(error)")
        }
    }
}

/// Whether `name` is a path of names none of which is reserved.
func isTypeName(_ name: Text) -> Bool {
    var parts: [Substring.UTF8View] = []
    var rest = name.string.utf8[...]
    while let colon = rest.firstIndex(of: 0x3A) {
        parts.append(rest[..<colon])
        let after = rest.index(after: colon)
        guard after < rest.endIndex, rest[after] == 0x3A else { return false }
        rest = rest[rest.index(after: after)...]
    }
    parts.append(rest)
    return parts.allSatisfy { isIdentifier(Text(String(Substring($0)))) }
}
