import Primitives

/// Who calls whom, how, and what has happened in the call so far: the facts that policy sees besides the call itself.
package struct CallScene: Sendable {
    package var tenant: TenantID
    package var agent: AgentID
    package var session: SessionID
    /// The verified caller, or the session again for an anonymous one.
    package var principal: String
    /// How sure we are of the caller: 0 anonymous, 1 claimed, 2 verified, 3 out of band.
    package var assurance: Int
    /// `realtime`, `telephone`, `text`.
    package var channel: String
    /// The caller's own words in this call, oldest first.
    package var callerWords: [String] = []
    /// The records that tools returned in this call, as JSON texts, with whether the tool is trusted.
    package var toolResults: [(text: String, isTrusted: Bool)] = []
    /// From 0 to 100: denied calls, failed confirmations, signals of injection.
    package var riskScore = 0
    /// How often each tool has run in this call.
    package var uses: [String: Int] = [:]
    /// Whether the call, the caller, the agent or the tenant is frozen.
    package var isFrozen = false
    /// Seconds east of UTC where the tenant is.
    package var utcOffset: Int64 = 0

    /// The scene at the beginning of a call.
    package init(
        tenant: TenantID, agent: AgentID, session: SessionID, principal: String, assurance: Int, channel: String
    ) {
        self.tenant = tenant
        self.agent = agent
        self.session = session
        self.principal = principal
        self.assurance = assurance
        self.channel = channel
    }
}
