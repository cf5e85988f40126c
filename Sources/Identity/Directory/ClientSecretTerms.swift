import Primitives
import Wire

/// What a client secret is good for; fixed by who makes it.
package struct ClientSecretTerms: Sendable {
    /// Seconds that a client secret lives when nobody says, and at least and at most (OpenAI's `expires_after`).
    package static let standardLifetime_s: Int64 = 600, lifetimes_s: ClosedRange<Int64> = 10...7200

    /// Bytes of an origin and of a session's configuration in JSON.
    static let originLimit = 300, configurationLimit = 256 << 10

    /// The agent that the session talks to; nothing for the tenant's choice.
    package var agent: AgentID?
    /// The `Origin` that the browser must send, such as `https://shop.example`; nothing for any.
    package var origin: String?
    /// The tenant's own name for the caller, and how sure the tenant is of it: up to `verified`.
    package var caller: CallerID?, assurance: Assurance
    /// Whether the browser may change the session's instructions and tools; needs a maker who may.
    package var mayConfigure: Bool
    /// The configuration of the session.
    package var configuration: JSON?

    /// Terms that bind nothing but the tenant, for a caller nobody knows.
    package init(
        agent: AgentID? = nil, origin: String? = nil, caller: CallerID? = nil, assurance: Assurance = .anonymous,
        mayConfigure: Bool = false, configuration: JSON? = nil
    ) {
        self.agent = agent
        self.origin = origin
        self.caller = caller
        self.assurance = assurance
        self.mayConfigure = mayConfigure
        self.configuration = configuration
    }

    /// Throws `refusedTerms` when `maker` cannot grant these.
    func check(maker: Principal) throws(IdentityError) {
        guard assurance <= .verified else { throw .refusedTerms("a client secret's caller is at most verified") }
        guard caller != nil || assurance == .anonymous else { throw .refusedTerms("an unnamed caller is anonymous") }
        guard (origin ?? "").utf8.count <= Self.originLimit else { throw .refusedTerms("the origin is too long") }
        if mayConfigure { try maker.require(.sessionsConfigure) }
        guard (configuration?.serialized().count ?? 0) <= Self.configurationLimit else {
            throw .refusedTerms("the session's configuration is too large")
        }
    }

    /// The terms as they are stored.
    var stored: [UInt8] {
        let json: JSON = [
            "agent": agent.map { .string($0.text) } ?? .null, "origin": origin.map { .string($0) } ?? .null,
            "caller": caller.map { .string($0.text) } ?? .null, "assurance": JSON(assurance.rawValue),
            "may_configure": JSON(mayConfigure), "configuration": configuration ?? .null,
        ]
        return json.serialized()
    }

    /// The terms that were stored; nothing when they cannot be read.
    init?(stored: [UInt8]) {
        guard let json = try? JSON.parse(stored), let mayConfigure = json["may_configure"]?.boolValue,
            let level = json["assurance"]?.int64Value, let assurance = Assurance(rawValue: Int(clamping: level)),
            let agent = Self.identifier(json["agent"], AgentID.init),
            let caller = Self.identifier(json["caller"], CallerID.init),
            let origin = json["origin"], let configuration = json["configuration"]
        else { return nil }
        self.init(
            agent: agent, origin: origin.stringValue, caller: caller, assurance: assurance, mayConfigure: mayConfigure,
            configuration: configuration.isNull ? nil : configuration)
    }

    /// The id in `json`, `.some(nil)` for null, nothing for anything else.
    private static func identifier<ID>(_ json: JSON?, _ make: (String) -> ID?) -> ID?? {
        guard let json else { return nil }
        guard !json.isNull else { return .some(nil) }
        return json.stringValue.flatMap(make).map { .some($0) }
    }
}
