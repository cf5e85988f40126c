import Primitives
import Storage

/// Makes principals of presented credentials.
package struct Authenticator: Sendable {
    /// How long a revocation by another process may take to be noticed; published. One of this process holds at once.
    package static let revocationBound = Duration.seconds(1)

    /// A key's last use is written down when the one before is this long ago.
    private static let useResolution = Duration.seconds(3600)

    let core: DirectoryCore

    /// The principal that `presented` belongs to. A client secret is used up by this. `origin` is the request's `Origin`,
    /// if it sent one. Whatever is wrong with a credential, the answer is `invalidCredential` after the same steps; when
    /// the store cannot answer, it is `unavailable`, and nobody gets in.
    package func authenticate(
        _ presented: PresentedCredential, origin: String? = nil
    ) async throws(IdentityError) -> Principal {
        let digest = try core.pepper.digest(of: presented.whole)
        let (now, wall) = (core.clock.now(), core.clock.wall())
        if let known = core.cache.withLock({ $0.principal(for: digest, now: now, wall: wall) }) { return known }
        let (id, kind) = (presented.id, presented.kind)
        let stored = try await core.read { session throws(StorageError) in
            try StoredCredential.find(id, kind, session)
        }
        guard stored.accepts(digest, at: wall), let id, let tenant = stored.tenant else { throw .invalidCredential }
        let scope = core.scope(ofVerified: tenant)
        switch kind {
        case .apiKey:
            let principal = Principal(kind: .apiKey, scopes: stored.scopes, keyID: id, maker: id, scope: scope)
            core.cache.withLock {
                $0.insert(principal, expires: stored.expires, digest: digest, generation: stored.generation, now: now)
            }
            await noteUse(of: id, before: stored.used, at: wall)
            return principal
        case .clientSecret:
            return try await claim(id, maker: stored.maker, scope: scope, origin: origin, at: wall)
        }
    }

    /// Whether a principal's credential would still be accepted: not revoked or expired since, its tenant not disabled. For
    /// calls that are longer than `revocationBound`. Throws when that cannot be read.
    package func isStillValid(_ principal: Principal) async throws(IdentityError) -> Bool {
        let (tenant, maker, wall) = (principal.tenant, principal.maker, core.clock.wall())
        return try await core.read { session throws(StorageError) in
            let enabled = try session.row("SELECT 1 FROM tenants WHERE id = \(tenant) AND disabled = 0") != nil
            guard enabled, let maker else { return enabled }
            return try session.row(
                """
                SELECT 1 FROM api_keys WHERE id = \(maker) AND tenant = \(tenant) AND revoked IS NULL
                AND (expires IS NULL OR expires > \(wall))
                """) != nil
        }
    }

    /// Uses a client secret up. A wrong origin doesn't, so that a thief elsewhere can't spoil it for its owner.
    private func claim(
        _ id: KeyID, maker: KeyID?, scope: TenantScope, origin: String?, at now: WallTime
    ) async throws(IdentityError) -> Principal {
        guard let terms = try await terms(of: id, scope: scope), Self.allows(terms.origin, origin) else {
            throw .invalidCredential
        }
        let changed = try await core.transaction { session throws(StorageError) in
            try session.execute("UPDATE client_secrets SET claimed = \(now) WHERE id = \(id) AND claimed IS NULL")
        }
        guard changed == 1 else { throw .invalidCredential }
        return Principal(
            kind: .clientSecret, scopes: terms.mayConfigure ? [.realtime, .sessionsConfigure] : [.realtime], keyID: id,
            caller: CallerIdentity(id: terms.caller, assurance: terms.assurance), agent: terms.agent,
            sessionConfiguration: terms.configuration, maker: maker, scope: scope)
    }

    private func terms(of id: KeyID, scope: TenantScope) async throws(IdentityError) -> ClientSecretTerms? {
        do throws(StorageError) {
            let stored = try await core.store.database(of: scope).read { session throws(StorageError) in
                try session.row("SELECT terms FROM client_secrets WHERE id = \(id)")?.get(0, as: [UInt8].self)
            }
            return stored.flatMap(ClientSecretTerms.init(stored:))
        } catch { throw IdentityError(error) }
    }

    private static func allows(_ bound: String?, _ origin: String?) -> Bool {
        guard let bound else { return true }
        return origin.map { $0.utf8.elementsEqual(bound.utf8) } ?? false
    }

    /// A key that cannot be noted as used is still good.
    private func noteUse(of id: KeyID, before: WallTime?, at now: WallTime) async {
        if let before, now < before + Self.useResolution { return }
        let hour = WallTime(milliseconds: floorDivide(now.milliseconds, 3_600_000) * 3_600_000)
        _ = try? await core.transaction { session throws(StorageError) in
            try session.execute("UPDATE api_keys SET used = \(hour) WHERE id = \(id)")
        }
    }
}
