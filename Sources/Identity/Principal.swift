import Primitives
import Storage
import Wire

/// Somebody whose credential was verified. Only this module makes one; it carries its tenant, and nothing below trusts a
/// tenant that was named anywhere else.
package struct Principal: Sendable, Equatable {
    /// What was verified.
    package enum Kind: Sendable, Hashable {
        /// An API key of the tenant.
        case apiKey
        /// A client secret that a key of the tenant made for one session in a browser.
        case clientSecret
        /// A job of the gateway itself or of its operator at the command line; its use was recorded.
        case system(SystemJob)
    }

    /// What was verified.
    package let kind: Kind
    /// What it is good for.
    package let scopes: Set<Scope>
    /// The public name of the key or client secret, such as `sk_8c4v…`; nothing for a system job.
    package let keyID: KeyID?
    /// Who is calling.
    package let caller: CallerIdentity
    /// The agent that a client secret is bound to.
    package let agent: AgentID?
    /// The configuration that a client secret fixes for its session.
    package let sessionConfiguration: JSON?

    /// The API key that the credential is or that made it.
    let maker: KeyID?
    let scope: TenantScope

    init(
        kind: Kind, scopes: Set<Scope>, keyID: KeyID?, caller: CallerIdentity = .anonymous, agent: AgentID? = nil,
        sessionConfiguration: JSON? = nil, maker: KeyID? = nil, scope: TenantScope
    ) {
        self.kind = kind
        self.scopes = scopes
        self.keyID = keyID
        self.caller = caller
        self.agent = agent
        self.sessionConfiguration = sessionConfiguration
        self.maker = maker
        self.scope = scope
    }

    /// The tenant that the credential belongs to.
    package var tenant: TenantID { scope.tenant }

    /// The caller's name, if there is one.
    package var callerID: CallerID? { caller.id }

    /// How sure it is who is calling, from 0 to 3.
    package var assurance: Int { caller.assurance.rawValue }

    /// Who acts, for the audit log: the public name of the key, or `system:` and the job.
    package var actor: String {
        if case .system(let job) = kind { return "system:\(job.rawValue)" }
        return keyID?.text ?? "unknown"
    }

    /// Throws `missingScope` unless the credential is good for `scope`.
    package func require(_ scope: Scope) throws(IdentityError) {
        guard scopes.contains(scope) else { throw .missingScope(scope) }
    }

    /// The same principal on behalf of a caller that an API key's holder names, which is a claim (assurance 1). Throws
    /// `refusedTerms` for anybody but an API key: a client secret's caller is fixed by who made it.
    package func claiming(_ caller: CallerID) throws(IdentityError) -> Principal {
        guard kind == .apiKey else { throw .refusedTerms("only an API key may name a caller") }
        return Principal(
            kind: kind, scopes: scopes, keyID: keyID, caller: CallerIdentity(id: caller, assurance: .claimed),
            agent: agent, sessionConfiguration: sessionConfiguration, maker: maker, scope: scope)
    }
}
