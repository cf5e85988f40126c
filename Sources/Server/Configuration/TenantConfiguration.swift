import Approval
import Cedar
import Cryptography
import Limits
import Primitives
import Storage
import Wire
import YAML

/// Everything that a tenant declares: what one tenant file holds and what a running gateway loads.
package struct TenantConfiguration: Sendable {
    package let tenant: TenantID
    package let name: String
    package let agents: [AgentConfiguration]
    package let tools: [ToolConfiguration]
    /// The tenant's own policies: names of the platform's templates, and texts.
    package let templates: [String]
    package let policies: [(name: String, text: String)]
    package let limits: AdmissionLimits
    /// Seconds east of UTC where the tenant is.
    package let utcOffset: Int64

    private static let keys = ["tenant", "name", "agents", "tools", "policies", "limits", "utc_offset_minutes"]

    /// Reads a tenant's declaration; throws `ConfigurationError`.
    package init(_ json: JSON) throws(ConfigurationError) {
        let reader = try ConfigurationReader(json, keys: Self.keys)
        tenant = try reader.id("tenant", Kind.Tenant.self)
        name = try reader.optionalString("name") ?? tenant.text
        var agents: [AgentConfiguration] = []
        for (value, place) in try reader.list("agents") { agents.append(try AgentConfiguration(value, at: place)) }
        var tools: [ToolConfiguration] = []
        for (value, place) in try reader.list("tools") { tools.append(try ToolConfiguration(value, at: place)) }
        (self.agents, self.tools) = (agents, tools)
        (templates, policies) = try Self.policies(reader)
        limits = try Self.limits(reader)
        utcOffset = try reader.integer("utc_offset_minutes", in: -840...840, default: 0) * 60
        try check()
    }

    private static func policies(
        _ reader: ConfigurationReader
    ) throws(ConfigurationError) -> ([String], [(name: String, text: String)]) {
        var templates: [String] = []
        var texts: [(name: String, text: String)] = []
        for (value, place) in try reader.list("policies") {
            let policy = try ConfigurationReader(value, at: place, keys: ["template", "name", "text"])
            if let template = try policy.optionalString("template") {
                guard PolicyLibrary.templates[template] != nil else {
                    let names = PolicyLibrary.templates.keys.sorted().joined(separator: ", ")
                    throw ConfigurationError(policy.place("template"), "there is no such template; there are \(names)")
                }
                templates.append(template)
            } else {
                texts.append((try policy.string("name"), try policy.string("text")))
            }
        }
        return (templates, texts)
    }

    private static func limits(_ reader: ConfigurationReader) throws(ConfigurationError) -> AdmissionLimits {
        let limits = try ConfigurationReader(
            reader.value("limits") ?? [:], at: reader.place("limits"), keys: ["concurrent_calls", "starts_per_minute"])
        let calls = try limits.integer("concurrent_calls", in: 1...100_000, default: 20)
        let starts = try limits.integer("starts_per_minute", in: 1...1_000_000, default: 60)
        return AdmissionLimits(concurrentCalls: Int(calls), callStarts: Rate(Int(starts), per: .seconds(60)))
    }

    /// What no single part can see: ids are unique, agents name tools that exist, one agent is the default.
    private func check() throws(ConfigurationError) {
        guard Set(agents.map(\.id)).count == agents.count else {
            throw ConfigurationError("/agents", "two agents have the same id")
        }
        let ids = Set(tools.map(\.definition.id))
        guard ids.count == tools.count else { throw ConfigurationError("/tools", "two tools have the same id") }
        for (index, agent) in agents.enumerated() {
            for tool in agent.tools where !ids.contains(tool) {
                let near = NearestName.of(tool.text, among: ids.map(\.text))
                throw ConfigurationError(
                    "/agents/\(index)/tools",
                    "there is no tool '\(tool)'" + (near.map { "; did you mean '\($0)'?" } ?? ""))
            }
        }
        guard agents.filter(\.isDefault).count <= 1 else {
            throw ConfigurationError("/agents", "two agents are the default")
        }
    }

    /// The agent that a client means by the name of a model: an id, an alias, or else the default agent.
    package func agent(named name: String) -> AgentConfiguration? {
        agents.first { $0.id.text.utf8.elementsEqual(name.utf8) }
            ?? agents.first { $0.aliases.contains { $0.utf8.elementsEqual(name.utf8) } }
            ?? agents.first(where: \.isDefault)
    }
}
