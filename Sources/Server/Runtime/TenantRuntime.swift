import Approval
import Audit
import Cedar
import Dialogue
import Guard
import Models
import Primitives
import Sessions
import Tools
import Voice
import Wire

/// A tenant's configuration made ready to serve: policies compiled, agents prepared. One value per version of the
/// configuration; calls keep the one they began with.
struct TenantRuntime: Sendable {
    /// The version of the configuration in the store.
    let generation: Int64
    let configuration: TenantConfiguration
    let approver: Approver
    let audit: AuditLog
    let endpoints: [String: ToolEndpoint]
    /// The embedded engines, prepared: rules and grammar.
    let dialogues: [AgentID: DialogueConfiguration]

    /// Prepares a configuration; throws `ConfigurationError`.
    init(
        _ configuration: TenantConfiguration, generation: Int64, audit: AuditLog, clock: Clock, allowsLoopback: Bool
    ) throws(ConfigurationError) {
        self.generation = generation
        self.configuration = configuration
        self.audit = audit
        approver = Approver(
            tools: configuration.tools.map(\.definition), policy: try PolicyLibrary.policy(for: configuration),
            audit: audit,
            clock: clock)
        var endpoints: [String: ToolEndpoint] = [:]
        for tool in configuration.tools {
            endpoints[tool.definition.id.text] = try tool.endpoint(allowsLoopback: allowsLoopback)
        }
        self.endpoints = endpoints
        dialogues = try Self.dialogues(configuration)
    }

    private static func dialogues(
        _ configuration: TenantConfiguration
    ) throws(ConfigurationError) -> [AgentID: DialogueConfiguration] {
        var dialogues: [AgentID: DialogueConfiguration] = [:]
        for (index, agent) in configuration.agents.enumerated() {
            guard case .dialogue(let json) = agent.engine else { continue }
            do { dialogues[agent.id] = try DialogueConfiguration(json) } catch {
                throw ConfigurationError("/agents/\(index)/dialogue", "\(error)")
            }
        }
        return dialogues
    }

    /// What a call to that agent is configured to be.
    func settings(of agent: AgentConfiguration) -> ConversationSettings {
        let tools = configuration.tools.map(\.definition).filter { agent.tools.contains($0.id) }
        var settings = ConversationSettings(
            instructions: agent.instructions, greeting: agent.greeting,
            tools: tools.map {
                ToolDescription(name: $0.id.text, description: $0.description, parameters: $0.parameters)
            })
        settings.outputRules = OutputRules(canaries: agent.canaries.compactMap { Canary($0) })
        return settings
    }
}
