/// Why evaluating a policy failed. A failing policy counts as not satisfied and is reported; the gateway's gates turn
/// any failure into a refusal. Descriptions name types and attributes, never an entity's id or a value.
package enum EvaluationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A value of another kind was needed.
    case typeMismatch(expected: [ValueKind], found: ValueKind)
    /// The record or entity has no such attribute.
    case missingAttribute(Text)
    /// The entity has no such tag.
    case missingTag
    /// There is no entity of that name; its type.
    case missingEntity(type: Text)
    /// A result does not fit in 64 bits.
    case overflow
    /// A string is not what the extension function reads.
    case malformed(ExtensionFunction)
    /// An extension function was called with the wrong number of arguments.
    case argumentCount(ExtensionFunction)
    /// A template's hole was not filled.
    case unfilledSlot

    package var description: String {
        switch self {
        case .typeMismatch(let expected, let found):
            "expected \(expected.map(\.rawValue).joined(separator: " or ")), found \(found.rawValue)"
        case .missingAttribute(let name): "the attribute `\(name)` is not there"
        case .missingTag: "the entity has no such tag"
        case .missingEntity(let type): "an entity of type `\(type)` does not exist"
        case .overflow: "a number does not fit in 64 bits"
        case .malformed(let function): "`\(function.rawValue)` cannot read this string"
        case .argumentCount(let function): "`\(function.rawValue)` was given the wrong number of arguments"
        case .unfilledSlot: "a slot of the template is not filled"
        }
    }
}
