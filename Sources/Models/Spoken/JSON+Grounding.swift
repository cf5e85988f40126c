import Taint
import Wire

extension ArgumentValue {
    /// The value as grounding compares it.
    package init(_ json: JSON) {
        switch json {
        case .string(let text): self = .text(text)
        case .number(let number): self = number.int64.map { .integer($0) } ?? .decimal(number.text)
        case .bool(let truth): self = .boolean(truth)
        case .null, .array, .object: self = .compound
        }
    }
}

extension GroundingRecord {
    /// The most records that are taken from one result.
    package static let resultLimit = 500

    /// The members of a call's arguments, for `GroundingRules.ground`.
    package static func arguments(_ json: JSON) -> [(name: String, value: ArgumentValue)] {
        json.objectValue?.members.map { ($0.key, ArgumentValue($0.value)) } ?? []
    }

    /// The objects in a tool's result, each with the scalar fields of the objects around it.
    package static func records(in result: JSON) -> [GroundingRecord] {
        var found: [GroundingRecord] = []
        collect(result, around: [], into: &found)
        return found
    }

    private static func collect(
        _ json: JSON, around: [(name: String, value: ArgumentValue)], into found: inout [GroundingRecord]
    ) {
        guard found.count < resultLimit else { return }
        switch json {
        case .array(let elements): for element in elements { collect(element, around: around, into: &found) }
        case .object(let object):
            let own = object.members.map { (name: $0.key, value: ArgumentValue($0.value)) }.filter {
                isScalar($0.value)
            }
            let outer = around.filter { field in !own.contains { sameBytes($0.name, field.name) } }
            if !own.isEmpty { found.append(GroundingRecord(own + outer)) }
            for member in object.members { collect(member.value, around: own + outer, into: &found) }
        default: break
        }
    }

    private static func isScalar(_ value: ArgumentValue) -> Bool { if case .compound = value { false } else { true } }
}
