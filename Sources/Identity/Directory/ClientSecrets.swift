import Primitives
import Storage

/// A new client secret.
package struct MintedClientSecret: Sendable {
    /// The secret itself, to be handed to the browser.
    package let credential: MintedCredential
    /// Until when it can begin a session.
    package let expires: WallTime
}

/// Client secrets: what a tenant's server gives to a browser so that it can begin one session without seeing an API key.
/// The directory keeps the hash and who it belongs to; what it is good for lies in the tenant's own database.
package struct ClientSecrets: Sendable {
    /// Client secrets of one tenant that live at the same time.
    package static let countLimit = 10_000

    let core: DirectoryCore

    /// Makes a client secret for the principal's tenant; needs the scope `client_secrets`. It lives `lifetime_s` seconds,
    /// and begins one session in that time.
    package func create(
        for principal: Principal, terms: ClientSecretTerms,
        lifetime_s: Int64 = ClientSecretTerms.standardLifetime_s
    ) async throws(IdentityError) -> MintedClientSecret {
        try principal.require(.clientSecrets)
        try terms.check(maker: principal)
        guard ClientSecretTerms.lifetimes_s.contains(lifetime_s) else {
            throw .refusedTerms("a client secret lives 10 to 7200 seconds")
        }
        let now = core.clock.wall()
        let expires = now + .seconds(lifetime_s)
        let minted = try MintedCredential.make(.clientSecret)
        try await storeTerms(terms, of: minted.id, for: principal, now: now, expires: expires)
        try await register(minted, for: principal, now: now, expires: expires)
        return MintedClientSecret(credential: minted, expires: expires)
    }

    private func storeTerms(
        _ terms: ClientSecretTerms, of id: KeyID, for principal: Principal, now: WallTime, expires: WallTime
    ) async throws(IdentityError) {
        let stored = terms.stored
        do throws(StorageError) {
            try await core.store.database(of: principal.scope).transaction { session throws(StorageError) in
                try session.execute("DELETE FROM client_secrets WHERE expires <= \(now)")
                try session.execute("INSERT INTO client_secrets VALUES (\(id), \(expires), \(stored))")
            }
        } catch { throw IdentityError(error) }
    }

    /// Only with this row the secret exists; terms without it are swept with the expired ones.
    private func register(
        _ minted: MintedCredential, for principal: Principal, now: WallTime, expires: WallTime
    ) async throws(IdentityError) {
        let digest = try core.pepper.digest(of: minted.secret)
        let tenant = principal.tenant
        try await core.transaction { session throws(StorageError) in
            try session.execute("DELETE FROM client_secrets WHERE tenant = \(tenant) AND expires <= \(now)")
            let count: Int = try session.value("SELECT count(*) FROM client_secrets WHERE tenant = \(tenant)")
            guard count < Self.countLimit else { throw .conflict }
            try session.execute(
                """
                INSERT INTO client_secrets (id, tenant, api_key, digest, created, expires)
                VALUES (\(minted.id), \(tenant), \(optional: principal.keyID), \(digest), \(now), \(expires))
                """)
        }
    }
}
