import Cryptography
import Primitives
import Storage

/// What the directory knows of a credential's name at one moment. A name that nothing has gives a decoy, so that checking
/// takes the same steps.
struct StoredCredential: Sendable {
    let generation: Int64
    let found: Bool
    let tenant: TenantID?
    let digest: [UInt8]
    let scopes: Set<Scope>
    let expires: WallTime?
    let used: WallTime?
    /// The API key that it is or that made it.
    let maker: KeyID?
    private let blocked: Bool

    /// Reads the row of `presented`. The generation is read first: a change in between makes it too old, never too new.
    static func find(
        _ id: KeyID?, _ kind: CredentialKind, _ session: any SQLSession
    ) throws(StorageError) -> StoredCredential {
        let generation: Int64 = try session.value("SELECT generation FROM state")
        return try StoredCredential(generation: generation, row: try session.row(query(id, kind)))
    }

    /// Whether `digest` is the stored one and nothing stands against its use. Every condition is looked at every time, and
    /// the hashes are compared in constant time.
    func accepts(_ digest: [UInt8], at now: WallTime) -> Bool {
        let same = ConstantTime.equal(digest, self.digest)
        let alive = expires.map { now < $0 } ?? true
        return [same, found, alive, !blocked].allSatisfy { $0 }
    }

    /// A row holds: tenant, digest, scopes, expires, used, blocked, maker.
    private static func query(_ id: KeyID?, _ kind: CredentialKind) -> Query {
        switch kind {
        case .apiKey:
            """
            SELECT k.tenant, k.digest, k.scopes, k.expires, k.used, (k.revoked IS NOT NULL OR t.disabled), k.id
            FROM api_keys k JOIN tenants t ON t.id = k.tenant WHERE k.id = \(optional: id)
            """
        case .clientSecret:
            """
            SELECT s.tenant, s.digest, 'realtime', min(s.expires, coalesce(k.expires, s.expires)), s.claimed,
                (s.claimed IS NOT NULL OR k.revoked IS NOT NULL OR t.disabled), s.api_key
            FROM client_secrets s JOIN tenants t ON t.id = s.tenant LEFT JOIN api_keys k ON k.id = s.api_key
            WHERE s.id = \(optional: id)
            """
        }
    }

    private init(generation: Int64, row: Row?) throws(StorageError) {
        self.generation = generation
        found = row != nil
        tenant = try row?.get(0)
        digest = try row?.get(1) ?? [UInt8](repeating: 0, count: KeyedHash.length)
        scopes = Set(stored: try row?.get(2) ?? "")
        expires = try row?.get(3, as: WallTime?.self) ?? nil
        used = try row?.get(4, as: WallTime?.self) ?? nil
        maker = try row?.get(6, as: KeyID?.self) ?? nil
        blocked = try row?.get(5) ?? true
    }
}
