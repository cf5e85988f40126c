import Primitives
import Taint
import Wire

/// A tool as policy and the gate see it. Where it is reached is the business of `Tools`.
package struct ToolDefinition: Sendable {
    /// What a call does to the world.
    package enum Effect: String, Sendable, CaseIterable {
        /// Looks something up.
        case read
        /// Changes something.
        case write
        /// Sends something to someone else.
        case egress
    }

    /// Its name, for models and policies, and the version of its registration.
    package let id: ToolID, version: Int
    /// What the model is told about it.
    package let description: String
    package let effect: Effect
    /// Whether a call always needs the caller's confirmation.
    package let isSensitive: Bool
    /// The JSON Schema of its arguments, as written and as checked.
    package let parameters: JSON, schema: JSONSchema
    /// How a call is read back; nothing for tools whose calls cannot be confirmed.
    package let readBack: ReadBack?
    /// The arguments that must be grounded in the caller's words.
    package let critical: [CriticalArgument]
    /// The phrases by which a caller asks for this kind of action.
    package let asks: [String]
    /// Whether its results come from the tenant's own, trusted records.
    package let hasTrustedResults: Bool

    /// A tool of those properties. Throws `ToolDefinitionError` when the read-back leaves out an argument.
    package init(
        id: ToolID, version: Int, description: String, effect: Effect, isSensitive: Bool, parameters: JSON,
        readBack: ReadBack?, critical: [CriticalArgument], asks: [String], hasTrustedResults: Bool
    ) throws(ToolDefinitionError) {
        self.id = id
        self.version = version
        self.description = description
        self.effect = effect
        self.isSensitive = isSensitive
        self.parameters = parameters
        self.readBack = readBack
        self.critical = critical
        self.asks = asks
        self.hasTrustedResults = hasTrustedResults
        do { schema = try JSONSchema(parameters) } catch { throw .schema(error.description) }
        try checkReadBack()
    }

    /// A caller must hear everything that a call says: a template that leaves out an argument would let a model change
    /// that argument unheard.
    private func checkReadBack() throws(ToolDefinitionError) {
        guard let readBack else {
            if isSensitive { throw .noReadBack }
            return
        }
        for member in parameters["properties"]?.objectValue?.members ?? [] where !readBack.mentions(member.key) {
            throw .unheardArgument(member.key)
        }
    }
}

/// Why a tool cannot be registered.
package enum ToolDefinitionError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The schema of its arguments is not one we can check.
    case schema(String)
    /// It is sensitive and has no read-back.
    case noReadBack
    /// The read-back does not mention that argument.
    case unheardArgument(String)
    /// The template of the read-back is not one.
    case template(String)

    package var description: String {
        switch self {
        case .schema(let reason): "the schema of the arguments: \(reason)"
        case .noReadBack: "a sensitive tool needs a read-back: the caller must hear what is about to happen"
        case .unheardArgument(let name): "the read-back does not mention the argument '\(name)'"
        case .template(let reason): "the template of the read-back: \(reason)"
        }
    }
}
