import Guard
import Primitives
import Wire

/// An agent as a tenant declares it.
package struct AgentConfiguration: Sendable {
    /// What makes up its mind.
    package enum Engine: Sendable {
        /// The embedded rules of the `dialogue` section.
        case dialogue(JSON)
        /// A language model behind an OpenAI-compatible address.
        case model(baseURL: String, name: String, key: SecretSource?, hosts: [String])
    }

    package let id: AgentID
    /// The names of models by which a client may also ask for it.
    package let aliases: [String]
    /// Whether a client that asks for an unknown model reaches it.
    package let isDefault: Bool
    package let greeting: String?
    package let instructions: String
    package let engine: Engine
    package let voice: String
    package let tools: [ToolID]
    /// Texts in the instructions that must never be spoken.
    package let canaries: [String]
    package let longestCall: Duration

    private static let keys = [
        "id", "name", "description", "default", "models", "greeting", "instructions", "engine", "model", "dialogue",
        "voice",
        "language", "tools", "canaries", "longest_call",
    ]

    /// Reads an agent; throws `ConfigurationError`.
    package init(_ json: JSON, at pointer: String) throws(ConfigurationError) {
        let reader = try ConfigurationReader(json, at: pointer, keys: Self.keys)
        id = try reader.id("id", Kind.Agent.self)
        aliases = try reader.strings("models")
        isDefault = try reader.bool("default", default: false)
        greeting = try reader.optionalString("greeting")
        instructions = try reader.optionalString("instructions") ?? ""
        engine = try Self.engine(reader)
        voice = try reader.optionalString("voice") ?? ""
        canaries = try reader.strings("canaries")
        longestCall = try reader.duration("longest_call", default: .seconds(3600))
        var tools: [ToolID] = []
        for (value, place) in try reader.list("tools") {
            guard let id = value.stringValue.flatMap(ToolID.init) else {
                throw ConfigurationError(place, "an id of a tool is expected")
            }
            tools.append(id)
        }
        self.tools = tools
    }

    private enum EngineName: String, CaseIterable { case dialogue, openai }

    private static func engine(_ reader: ConfigurationReader) throws(ConfigurationError) -> Engine {
        switch try reader.oneOf("engine", default: EngineName.dialogue) {
        case .dialogue:
            guard let rules = reader.value("dialogue") else {
                throw ConfigurationError(reader.pointer, "the engine 'dialogue' needs a section 'dialogue'")
            }
            return .dialogue(rules)
        case .openai:
            guard let json = reader.value("model") else {
                throw ConfigurationError(reader.pointer, "the engine 'openai' needs a section 'model'")
            }
            let model = try ConfigurationReader(
                json, at: reader.place("model"), keys: ["base_url", "name", "key", "egress"])
            return .model(
                baseURL: try model.string("base_url"), name: try model.string("name"),
                key: try SecretSource(model.value("key"), at: model.place("key")), hosts: try model.strings("egress"))
        }
    }
}
