/// Reading the values of keywords.
extension SchemaCompiler {
    func string(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> String {
        guard let string = keyword.value.stringValue else { throw keyword.invalid("a string") }
        return string
    }

    func bool(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> Bool {
        guard let bool = keyword.value.boolValue else { throw keyword.invalid("a boolean") }
        return bool
    }

    func elements(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> [JSON] {
        guard let elements = keyword.value.arrayValue else { throw keyword.invalid("an array") }
        return elements
    }

    func object(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> JSONObject {
        guard let object = keyword.value.objectValue else { throw keyword.invalid("an object") }
        return object
    }

    func names(_ value: JSON, _ place: JSONPointer) throws(JSONSchemaError) -> [String] {
        let names = value.arrayValue?.map(\.stringValue)
        guard let names, !names.contains(nil) else {
            throw .invalidValue(at: place.text, expected: "an array of strings")
        }
        return names.compactMap(\.self)
    }

    func types(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> JSONTypes {
        let names = keyword.value.stringValue.map { [$0] } ?? keyword.value.arrayValue?.compactMap(\.stringValue) ?? []
        let types = names.compactMap(JSONTypes.init(name:))
        guard !types.isEmpty, types.count == keyword.value.arrayValue?.count ?? 1 else {
            throw keyword.invalid("the name of a type or an array of such")
        }
        return types.reduce([]) { $0.union($1) }
    }

    func bound(_ keyword: SchemaKeyword, isMaximum: Bool, isExclusive: Bool) throws(JSONSchemaError) -> SchemaRule {
        guard let number = keyword.value.numberValue, let limit = number.decimal else {
            throw keyword.invalid("a number")
        }
        return .bound(SchemaBound(limit: limit, text: number.text, isMaximum: isMaximum, isExclusive: isExclusive))
    }

    func divisor(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> SchemaRule {
        guard let divisor = keyword.value.numberValue.flatMap(SchemaDivisor.init) else {
            throw keyword.invalid("a number above zero of at most 18 digits")
        }
        return .multipleOf(divisor)
    }

    func count(
        _ keyword: SchemaKeyword, _ subject: SchemaCount.Subject, isMaximum: Bool
    ) throws(JSONSchemaError) -> SchemaRule {
        guard let limit = keyword.value.int64Value, limit >= 0 else {
            throw keyword.invalid("an integer, not negative")
        }
        return .count(SchemaCount(subject: subject, isMaximum: isMaximum, limit: Int(limit)))
    }

    func pattern(_ text: String, _ place: JSONPointer) throws(JSONSchemaError) -> LinearPattern {
        do throws(LinearPatternError) {
            return try LinearPattern(text)
        } catch {
            throw .unsupportedPattern(at: place.text, reason: error)
        }
    }

    func format(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> SchemaRule {
        guard let format = SchemaFormat(rawValue: try string(keyword)) else {
            throw .unsupportedFormat(at: keyword.place.text)
        }
        return .format(format)
    }

    func dependentRequired(_ keyword: SchemaKeyword) throws(JSONSchemaError) -> SchemaRule {
        var rules: [(key: String, needs: [String])] = []
        for member in try object(keyword).members {
            rules.append((member.key, try names(member.value, keyword.place.appending(member.key))))
        }
        return .dependentRequired(rules)
    }
}
