import Wire

extension YAMLNode {
    /// The same value in JSON, by the core schema of YAML 1.2.2 (section 10.3). Infinity, not-a-number and numbers beyond
    /// every double have no JSON and throw.
    package var json: JSON {
        get throws(YAMLError) {
            switch content {
            case .scalar: return try scalarJSON()
            case .list(let elements):
                var values: [JSON] = []
                for element in elements { values.append(try element.json) }
                return .array(values)
            case .map(let entries):
                var object = JSONObject()
                for entry in entries { object[entry.key] = try entry.value.json }
                return .object(object)
            }
        }
    }

    private func scalarJSON() throws(YAMLError) -> JSON {
        switch value {
        case .null: return .null
        case .bool(let bool): return .bool(bool)
        case .integer(let integer): return JSON(integer)
        case .text(let text): return .string(text)
        case .notFinite: throw outOfRange("must be a finite number")
        case .number(let text):
            do throws(JSONError) {
                return try JSON.parse(Array(text.utf8))
            } catch {
                throw outOfRange("must be a smaller number")
            }
        }
    }
}
