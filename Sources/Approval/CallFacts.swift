import Cedar
import Models
import Primitives
import Taint
import Wire

/// What policy is shown of a call: the entities and the context of `Policies/schema.cedarschema`.
struct CallFacts {
    private let tool: ToolDefinition
    private let arguments: JSON
    private let scene: CallScene
    private let now: WallTime
    private let grounding: Grounding

    init(tool: ToolDefinition, arguments: JSON, scene: CallScene, now: WallTime) {
        self.tool = tool
        self.arguments = arguments
        self.scene = scene
        self.now = now
        grounding = Self.ground(tool, arguments, scene, now)
    }

    private static func ground(
        _ tool: ToolDefinition, _ arguments: JSON, _ scene: CallScene, _ now: WallTime
    ) -> Grounding {
        let results = scene.toolResults.compactMap { result in
            (try? JSON.parse(Array(result.text.utf8))).map { ($0, result.isTrusted) }
        }
        let today = CivilDate(daysSinceEpoch: floorDivide(now.seconds + scene.utcOffset, 86_400))
        let facts = GroundingFacts(
            words: CallerWords(scene.callerWords), trusted: results.filter(\.1).flatMap { Self.values($0.0) },
            records: results.flatMap { GroundingRecord.records(in: $0.0) }, today: today)
        return GroundingRules(asks: tool.asks, arguments: tool.critical)
            .ground(GroundingRecord.arguments(arguments), in: facts)
    }

    /// Every scalar of a trusted result.
    private static func values(_ result: JSON) -> [ArgumentValue] {
        GroundingRecord.records(in: result).flatMap { $0.fields.map(\.value) }
    }

    /// The facts about the arguments by their names, for the log.
    var labels: [String] {
        var labels = ["effect:\(tool.effect.rawValue)"]
        labels.append(grounding.grounded ? "grounded" : "ungrounded")
        labels.append(grounding.verbGrounded ? "asked-for" : "not-asked-for")
        if tool.isSensitive { labels.append("sensitive") }
        return labels
    }

    /// The request; nothing when an argument has no form in policy.
    var request: Request? {
        guard let input = PolicyInput.value(of: arguments) else { return nil }
        return Request(
            principal: agent, action: EntityUID("Action", tool.id.text), resource: resource, context: context(input))
    }

    /// The entities that the request speaks of.
    var entities: Entities? {
        let tenant = EntityUID("Tenant", scene.tenant.text)
        return try? Entities([
            Entity(tenant, attributes: CedarRecord([("frozen", .bool(scene.isFrozen))])),
            Entity(agent, attributes: owned(by: tenant), parents: [tenant]),
            Entity(resource, attributes: owned(by: tenant), parents: [tenant]),
            Entity(EntityUID("Action", tool.id.text), parents: [EntityUID("Action", tool.effect.rawValue)]),
            Entity(EntityUID("Action", tool.effect.rawValue)),
        ])
    }

    private var agent: EntityUID { EntityUID("Agent", "\(scene.tenant)/\(scene.agent)") }
    private var resource: EntityUID { EntityUID("Tool", "\(scene.tenant)/\(tool.id)") }

    private func owned(by tenant: EntityUID) -> CedarRecord {
        CedarRecord([("tenant", .entity(tenant)), ("frozen", .bool(false))])
    }

    private func context(_ input: CedarValue) -> CedarRecord {
        CedarRecord([
            ("input", input),
            ("effect", .string(tool.effect.rawValue)),
            ("sensitive", .bool(tool.isSensitive)),
            ("grounded", .bool(grounding.grounded)),
            ("verbGrounded", .bool(grounding.verbGrounded)),
            ("carriesSensitive", .bool(false)),
            ("egress", .bool(tool.effect == .egress)),
            ("nthUse", .long(Int64(scene.uses[tool.id.text, default: 0]) + 1)),
            ("channel", .string(scene.channel)),
            ("assurance", .long(Int64(scene.assurance))),
            ("now", .long(now.seconds)),
            (
                "counters",
                .record(
                    CedarRecord([
                        ("callsToday", .long(Int64(scene.uses.values.reduce(0, +)))), ("spentToday", .long(0)),
                    ]))
            ),
            (
                "session",
                .record(
                    CedarRecord([
                        ("riskScore", .long(Int64(scene.riskScore))), ("frozen", .bool(scene.isFrozen)),
                    ]))
            ),
        ])
    }
}

/// Arguments as Cedar values. Cedar has no floating-point numbers: a fraction of at most four digits becomes a decimal.
enum PolicyInput {
    static func value(of json: JSON) -> CedarValue? {
        switch json {
        case .null: nil
        case .bool(let value): .bool(value)
        case .number(let number): number.int64.map { .long($0) } ?? decimal(number)
        case .string(let text): .string(text)
        case .array(let elements): set(elements)
        case .object(let object): record(object)
        }
    }

    private static func decimal(_ number: JSONNumber) -> CedarValue? {
        CedarDecimal(Text(number.text)).map { .decimal($0) }
    }

    private static func set(_ elements: [JSON]) -> CedarValue? {
        let values = elements.compactMap(value)
        return values.count == elements.count ? .set(CedarSet(values)) : nil
    }

    private static func record(_ object: JSONObject) -> CedarValue? {
        let fields = object.members.compactMap { member in value(of: member.value).map { (member.key, $0) } }
        return fields.count == object.count ? .record(CedarRecord(fields)) : nil
    }
}
