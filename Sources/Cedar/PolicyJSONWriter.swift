import Wire

extension PolicySet {
    /// The set in the JSON policy format. Linked templates appear as static policies.
    package var json: JSON {
        func object(_ policies: [Policy]) -> JSON { .object(JSONObject(policies.map { ($0.id, $0.json) })) }
        return ["templates": object(templates), "staticPolicies": object(policies), "templateLinks": []]
    }
}

extension Policy {
    /// The policy in the JSON policy format.
    package var json: JSON {
        var object = JSONObject([
            ("effect", .string(effect.rawValue)), ("principal", principal.json(.principal)), ("action", action.json),
            ("resource", resource.json(.resource)),
            ("conditions", .array(conditions.map { ["kind": .string($0.kind.rawValue), "body": $0.body.json] })),
        ])
        if !annotations.isEmpty {
            object["annotations"] = .object(JSONObject(annotations.map { ($0.name.string, .string($0.value.string)) }))
        }
        return .object(object)
    }
}

extension EntityUID {
    /// `{"type", "id"}`.
    package var json: JSON { ["type": .string(type.string), "id": .string(id.string)] }
}

extension ScopeConstraint {
    fileprivate func json(_ slot: Slot) -> JSON {
        func with(_ target: Target, _ members: [(String, JSON)]) -> JSON {
            switch target {
            case .entity(let uid): .object(JSONObject(members + [("entity", uid.json)]))
            case .slot: .object(JSONObject(members + [("slot", .string(slot.rawValue))]))
            }
        }
        return switch self {
        case .any: ["op": "All"]
        case .equal(let target): with(target, [("op", "==")])
        case .isIn(let target): with(target, [("op", "in")])
        case .isType(let type): ["op": "is", "entity_type": .string(type.string)]
        case .isTypeIn(let type, let target):
            ["op": "is", "entity_type": .string(type.string), "in": with(target, [])]
        }
    }
}

extension ActionConstraint {
    fileprivate var json: JSON {
        switch self {
        case .any: ["op": "All"]
        case .equal(let uid): ["op": "==", "entity": uid.json]
        case .isIn(let uid): ["op": "in", "entity": uid.json]
        case .isInAny(let uids) where uids.count == 1: ["op": "in", "entity": uids[0].json]
        case .isInAny(let uids): ["op": "in", "entities": .array(uids.map(\.json))]
        }
    }
}

extension Expression {
    /// The expression in the JSON policy format.
    package var json: JSON {
        switch kind {
        case .literal(let value): ["Value": value.json]
        case .variable(let variable): ["Var": .string(variable.rawValue)]
        case .slot(let slot): ["Slot": .string(slot.rawValue)]
        case .unary(let operation, let operand): [operation.rawValue: ["arg": operand.json]]
        case .binary(let operation, let left, let right):
            [operation.rawValue: ["left": left.json, "right": right.json]]
        case .ifThenElse(let test, let yes, let no):
            ["if-then-else": ["if": test.json, "then": yes.json, "else": no.json]]
        case .attribute(let base, let name): [".": ["left": base.json, "attr": .string(name.string)]]
        case .has(let base, let name): ["has": ["left": base.json, "attr": .string(name.string)]]
        case .like(let operand, let pattern): ["like": ["left": operand.json, "pattern": pattern.json]]
        case .isType(let operand, let type, nil): ["is": ["left": operand.json, "entity_type": .string(type.string)]]
        case .isType(let operand, let type, let ancestor?):
            ["is": ["left": operand.json, "entity_type": .string(type.string), "in": ancestor.json]]
        case .set(let elements): ["Set": .array(elements.map(\.json))]
        case .record(let fields): ["Record": .object(JSONObject(fields.map { ($0.name.string, $0.value.json) }))]
        case .call(let function, let arguments): [function.rawValue: .array(arguments.map(\.json))]
        }
    }
}

extension Pattern {
    /// The elements, each literal one Unicode scalar.
    fileprivate var json: JSON {
        var items: [JSON] = []
        for part in elements.split(omittingEmptySubsequences: false, whereSeparator: { $0 == nil }).enumerated() {
            if part.offset > 0 { items.append("Wildcard") }
            let literal = String(decoding: part.element.compactMap(\.self), as: UTF8.self)
            items += literal.unicodeScalars.map { ["Literal": .string(String(Character($0)))] }
        }
        return .array(items)
    }
}

extension CedarValue {
    /// The value in Cedar's JSON format.
    package var json: JSON {
        func call(_ function: String, _ argument: String) -> JSON {
            ["__extn": ["fn": .string(function), "arg": .string(argument)]]
        }
        return switch self {
        case .bool(let value): .bool(value)
        case .long(let value): .number(JSONNumber(value))
        case .string(let value): .string(value.string)
        case .entity(let uid): ["__entity": uid.json]
        case .set(let set): .array(set.elements.map(\.json))
        case .record(let record): record.json
        case .decimal(let value): call("decimal", value.spelling)
        case .ip(let value): call("ip", value.spelling)
        case .duration(let value): call("duration", "\(value.milliseconds)ms")
        case .datetime(let value):
            // Every moment can be written as an offset from the epoch; not every one as a date of four-digit year.
            [
                "__extn": [
                    "fn": "offset",
                    "args": [call("datetime", "1970-01-01"), call("duration", "\(value.milliseconds)ms")],
                ]
            ]
        }
    }
}

extension CedarRecord {
    /// The record as a JSON object.
    package var json: JSON { .object(JSONObject(fields.map { ($0.name.text.string, $0.value.json) })) }
}

extension CedarIPAddress {
    /// A spelling that reads back as the same value; IPv6 without `::`.
    package var spelling: String {
        let suffix = prefix == (isIPv6 ? 128 : 32) ? "" : "/\(prefix)"
        if !isIPv6 { return (0..<4).map { "\(low >> (24 - 8 * UInt64($0)) & 255)" }.joined(separator: ".") + suffix }
        let groups = (0..<8).map { index in
            String((index < 4 ? high : low) >> (48 - 16 * UInt64(index % 4)) & 0xFFFF, radix: 16)
        }
        return groups.joined(separator: ":") + suffix
    }
}
