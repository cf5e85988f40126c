import Wire

/// Reads expressions from the JSON policy format: objects with one member, the operator.
struct ExpressionJSONReader {
    let limits: CedarLimits

    func expression(_ json: JSON) throws(CedarError) -> Expression {
        guard let object = json.objectValue, let member = object.members.first, object.count == 1 else {
            throw CedarError(.json, "an expression must be an object with one member, its operator")
        }
        let expression = Expression(try kind(member.key, member.value), .none)
        guard expression.depth <= limits.treeHeight else {
            throw CedarError(.limit, "an expression has more than \(limits.treeHeight) levels")
        }
        return expression
    }

    private func kind(_ name: String, _ json: JSON) throws(CedarError) -> Expression.Kind {
        switch name {
        case "Value": return .literal(try EntityJSON.value(json))
        case "Var":
            guard let variable = json.stringValue.flatMap(Variable.init) else {
                throw CedarError(.json, "`Var` must name principal, action, resource or context")
            }
            return .variable(variable)
        case "Slot": throw CedarError(.template, "a slot may stand only in the scope, not in a clause")
        case "!": return .unary(.not, try child(json, "arg"))
        case "neg": return .unary(.negate, try child(json, "arg"))
        case "isEmpty": return .unary(.isEmpty, try child(json, "arg"))
        case ".": return .attribute(try child(json, "left"), try text(json, "attr"))
        case "has": return .has(try child(json, "left"), try text(json, "attr"))
        case "like": return .like(try child(json, "left"), try pattern(json))
        case "is":
            let ancestor = json["in"] == nil ? nil : try child(json, "in")
            return .isType(try child(json, "left"), try text(json, "entity_type"), in: ancestor)
        case "if-then-else":
            return .ifThenElse(try child(json, "if"), try child(json, "then"), try child(json, "else"))
        case "Set": return .set(try list(json))
        case "Record": return .record(try record(json))
        default: return try operation(name, json)
        }
    }

    private func operation(_ name: String, _ json: JSON) throws(CedarError) -> Expression.Kind {
        if let operation = BinaryOperator(rawValue: name) {
            return .binary(operation, try child(json, "left"), try child(json, "right"))
        }
        guard let function = ExtensionFunction(rawValue: name) else {
            throw CedarError(.json, "there is no operator or function `\(name)`")
        }
        return .call(function, try list(json))
    }

    private func child(_ json: JSON, _ key: String) throws(CedarError) -> Expression {
        guard let child = json[key] else { throw CedarError(.json, "an operator lacks its operand `\(key)`") }
        return try expression(child)
    }

    private func text(_ json: JSON, _ key: String) throws(CedarError) -> Text {
        guard let text = json[key]?.stringValue else {
            throw CedarError(.json, "an operator lacks its string `\(key)`")
        }
        return Text(text)
    }

    private func list(_ json: JSON) throws(CedarError) -> [Expression] {
        guard let items = json.arrayValue else { throw CedarError(.json, "a list of expressions must be an array") }
        var list: [Expression] = []
        for item in items { list.append(try expression(item)) }
        return list
    }

    private func record(_ json: JSON) throws(CedarError) -> [(name: Text, value: Expression)] {
        guard let object = json.objectValue else { throw CedarError(.json, "`Record` must be an object") }
        var fields: [(name: Text, value: Expression)] = []
        for (key, value) in object.members { fields.append((Text(key), try expression(value))) }
        return fields
    }

    private func pattern(_ json: JSON) throws(CedarError) -> Pattern {
        var elements: [UInt8?] = []
        for item in json["pattern"]?.arrayValue ?? [] {
            if item.stringValue == "Wildcard" {
                elements.append(nil)
            } else if let literal = item["Literal"]?.stringValue {
                elements += literal.utf8.map { $0 }
            } else {
                throw CedarError(.json, "a pattern's element must be `\"Wildcard\"` or `{\"Literal\": …}`")
            }
        }
        return Pattern(elements: elements)
    }
}
