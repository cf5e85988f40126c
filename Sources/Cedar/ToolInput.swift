import Wire

/// Turns a tool's arguments into the record that policies see as `context.input`. Arguments are an attacker's text:
/// unlike in Cedar's JSON format, no member name has a meaning here, so that `{"__entity": …}` stays a record.
package enum ToolInput {
    /// The record of `arguments`, which must be an object. Whole numbers become `Long`, numbers with up to four
    /// digits after the point `decimal`, arrays sets; a null counts as absent. Other numbers are refused.
    package static func record(of arguments: JSON) throws(CedarError) -> CedarRecord {
        guard let object = arguments.objectValue else {
            throw CedarError(.json, "a tool's arguments must be an object")
        }
        return try record(object)
    }

    private static func record(_ object: JSONObject) throws(CedarError) -> CedarRecord {
        var fields: [(Text, CedarValue)] = []
        for (key, json) in object.members {
            if let value = try value(json) { fields.append((Text(key), value)) }
        }
        return CedarRecord(fields)
    }

    private static func value(_ json: JSON) throws(CedarError) -> CedarValue? {
        switch json {
        case .null: return nil
        case .bool(let value): return .bool(value)
        case .string(let value): return .string(Text(value))
        case .number(let number):
            if let value = number.int64 { return .long(value) }
            guard let value = CedarDecimal(Text(number.text)) else {
                throw CedarError(
                    .json, "an argument is a number that Cedar cannot hold: at most four digits after the point")
            }
            return .decimal(value)
        case .array(let items):
            var values: [CedarValue] = []
            for item in items { if let value = try value(item) { values.append(value) } }
            return .set(CedarSet(values))
        case .object(let object): return .record(try record(object))
        }
    }
}
