import Primitives
import Storage

/// What is shown of an API key.
package struct APIKey: Sendable, Hashable {
    /// Its public name, and what its owner calls it.
    package let id: KeyID, label: String
    /// What it is good for.
    package let scopes: Set<Scope>
    /// When it was made, and when it ends if it does.
    package let created: WallTime, expires: WallTime?
    /// When it was revoked, and when it was last used, to the hour.
    package let revoked: WallTime?, used: WallTime?

    init(_ row: Row) throws(StorageError) {
        id = try row.get(0)
        label = try row.get(1)
        scopes = Set(stored: try row.get(2))
        created = try row.get(3)
        expires = try row.get(4)
        revoked = try row.get(5)
        used = try row.get(6)
    }
}

/// The API keys of tenants. Everything here needs a principal with the scope `admin` and works on its own tenant.
package struct APIKeys: Sendable {
    /// Keys of one tenant that are kept, revoked ones included, and bytes of a label.
    package static let countLimit = 1000, labelLimit = 200

    /// How long a revoked key stays in the list.
    package static let memory = Duration.seconds(90 * 86_400)

    let core: DirectoryCore

    /// Makes a key for the principal's tenant. What is returned is the only copy of it.
    package func create(
        for principal: Principal, label: String, scopes: Set<Scope>, expires: WallTime? = nil
    ) async throws(IdentityError) -> MintedCredential {
        try principal.require(.admin)
        let now = core.clock.wall()
        guard (1...Self.labelLimit).contains(label.utf8.count) else {
            throw .refusedTerms("a label has 1 to 200 bytes")
        }
        guard !scopes.isEmpty else { throw .refusedTerms("a key needs at least one scope") }
        if let expires, expires <= now { throw .refusedTerms("a key must end in the future") }
        let minted = try MintedCredential.make(.apiKey)
        let digest = try core.pepper.digest(of: minted.secret)
        try await core.transaction { session throws(StorageError) in
            try Self.forgetRevoked(of: principal.tenant, before: now + (.zero - Self.memory), session)
            let count: Int = try session.value("SELECT count(*) FROM api_keys WHERE tenant = \(principal.tenant)")
            guard count < Self.countLimit else { throw .conflict }
            try session.execute(
                """
                INSERT INTO api_keys (id, tenant, label, scopes, digest, created, expires) VALUES
                (\(minted.id), \(principal.tenant), \(label), \(scopes.stored), \(digest), \(now), \(optional: expires))
                """)
        }
        return minted
    }

    /// All keys of the principal's tenant, the newest first.
    package func list(for principal: Principal) async throws(IdentityError) -> [APIKey] {
        try principal.require(.admin)
        return try await core.read { session throws(StorageError) in
            var keys: [APIKey] = []
            for row in try session.rows(
                """
                SELECT id, label, scopes, created, expires, revoked, used FROM api_keys
                WHERE tenant = \(principal.tenant) ORDER BY created DESC, id
                """, limit: Self.countLimit)
            { keys.append(try APIKey(row)) }
            return keys
        }
    }

    /// Revokes a key of the principal's tenant, and with it every client secret that it made. In this process that holds at
    /// once, in others within `Authenticator.revocationBound`. Again does nothing; another tenant's key is `notFound`.
    package func revoke(_ id: KeyID, for principal: Principal) async throws(IdentityError) {
        try principal.require(.admin)
        let now = core.clock.wall()
        try await core.revoking { session throws(StorageError) in
            let changed = try session.execute(
                """
                UPDATE api_keys SET revoked = coalesce(revoked, \(now))
                WHERE id = \(id) AND tenant = \(principal.tenant)
                """)
            guard changed == 1 else { throw .notFound }
        }
    }

    private static func forgetRevoked(
        of tenant: TenantID, before time: WallTime, _ session: any SQLSession
    ) throws(StorageError) {
        try session.execute(
            """
            DELETE FROM api_keys WHERE tenant = \(tenant) AND revoked < \(time)
            AND id NOT IN (SELECT api_key FROM client_secrets WHERE api_key IS NOT NULL)
            """)
    }
}
