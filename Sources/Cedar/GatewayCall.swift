import Primitives
import Wire

/// A call of a tool as the gateway's policies see it: the vocabulary of `Policies/schema.cedarschema` as a Swift type,
/// so that no attribute can be forgotten or misspelt.
package struct GatewayCall: Sendable {
    /// What a tool does; the group of its action.
    package enum Effect: String, Sendable, Hashable, CaseIterable { case read, write, egress }

    /// Whom the call is made for.
    package enum Actor: Sendable, Hashable {
        case agent(String)
        case caller(String)
    }

    /// What has been frozen.
    package struct Frozen: OptionSet, Sendable, Hashable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        package static let session = Frozen(rawValue: 1)
        package static let principal = Frozen(rawValue: 2)
        package static let tenant = Frozen(rawValue: 4)
        package static let tool = Frozen(rawValue: 8)
    }

    /// The tenant of the verified principal, and who acts.
    package var tenant: String, actor: Actor
    /// The tool's name, which is also its action's, and the tenant that registered it.
    package var tool: String, toolTenant: String
    /// What the tool is registered as.
    package var effect: Effect, sensitive: Bool
    /// The arguments; see `ToolInput`.
    package var input: CedarRecord
    /// Whether every critical argument is grounded, and whether the caller asked for this kind of action.
    package var grounded = false, verbGrounded = false
    /// Whether an argument carries confidential data, and whether the call sends data out.
    package var carriesSensitive = true, egress = true
    /// The how manieth use of the tool in this session this is, counted from 1.
    package var nthUse: Int64 = 1
    /// How the caller is connected, such as `web` or `phone`; how surely the caller is known, 0 to 3.
    package var channel = "web", assurance: Int64 = 0
    /// The time of the decision.
    package var now: WallTime
    /// The session's risk score, 0 to 100.
    package var riskScore: Int64 = 0
    /// What has been frozen.
    package var frozen: Frozen = []
    /// What the caller has done today: calls, and money in minor units.
    package var callsToday: Int64 = 0, spentToday: Int64 = 0

    /// A call with the most suspicious circumstances: nothing grounded, everything confidential.
    package init(
        tenant: String, actor: Actor, tool: String, effect: Effect, sensitive: Bool, input: CedarRecord, now: WallTime
    ) {
        (self.tenant, self.actor, self.tool, toolTenant) = (tenant, actor, tool, tenant)
        (self.effect, self.sensitive, self.input, self.now) = (effect, sensitive, input, now)
    }
}

extension GatewayCall {
    /// The request without a confirmation level, which `GateEvaluator` supplies.
    package var request: Request {
        Request(principal: principal, action: action, resource: resource, context: context)
    }

    /// The entities that the request names.
    package func entities() throws(CedarError) -> Entities {
        let home = EntityUID("Tenant", tenant)
        let owner = EntityUID("Tenant", toolTenant)
        var entities = [
            Entity(home, attributes: CedarRecord([("frozen", .bool(frozen.contains(.tenant)))])),
            Entity(principal, attributes: member(of: home, frozen.contains(.principal)), parents: [home]),
            Entity(resource, attributes: member(of: owner, frozen.contains(.tool)), parents: [owner]),
        ]
        if owner != home { entities.append(Entity(owner, attributes: CedarRecord([("frozen", false)]))) }
        entities += Effect.allCases.map { Entity(Self.group($0)) }
        // A tool may be called like a group; then it is that group and in none.
        if !Effect.allCases.contains(where: { Self.group($0) == action }) {
            entities.append(Entity(action, parents: [Self.group(effect)]))
        }
        return try Entities(entities)
    }

    /// Who acts. Ids of agents, callers and tools begin with their tenant's, so that they differ between tenants.
    package var principal: EntityUID {
        switch actor {
        case .agent(let id): EntityUID("Agent", "\(tenant)/\(id)")
        case .caller(let id): EntityUID("Caller", "\(tenant)/\(id)")
        }
    }

    /// The tool's action.
    package var action: EntityUID { EntityUID("Action", tool) }

    /// The tool.
    package var resource: EntityUID { EntityUID("Tool", "\(toolTenant)/\(tool)") }

    private static func group(_ effect: Effect) -> EntityUID { EntityUID("Action", effect.rawValue) }

    private func member(of tenant: EntityUID, _ isFrozen: Bool) -> CedarRecord {
        CedarRecord([("tenant", .entity(tenant)), ("frozen", .bool(isFrozen))])
    }

    private var context: CedarRecord {
        CedarRecord([
            ("input", .record(input)), ("effect", .string(effect.rawValue)), ("sensitive", .bool(sensitive)),
            ("grounded", .bool(grounded)), ("verbGrounded", .bool(verbGrounded)),
            ("carriesSensitive", .bool(carriesSensitive)), ("egress", .bool(egress)), ("nthUse", .long(nthUse)),
            ("channel", .string(channel)), ("assurance", .long(assurance)),
            ("now", .datetime(CedarDatetime(milliseconds: now.milliseconds))),
            ("session", ["riskScore": .long(riskScore), "frozen": .bool(frozen.contains(.session))]),
            ("counters", ["callsToday": .long(callsToday), "spentToday": .long(spentToday)]),
        ])
    }
}
