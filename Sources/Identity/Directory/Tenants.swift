import Primitives
import Storage

/// A tenant as the platform knows it.
package struct Tenant: Sendable, Hashable {
    /// Its name in paths and policies, and its name for people.
    package let id: TenantID, name: String
    /// When it was made.
    package let created: WallTime
    /// Whether all of its credentials are refused, and whether its calls are stopped.
    package let disabled: Bool, frozen: Bool

    init(_ row: Row) throws(StorageError) {
        id = try row.get(0)
        name = try row.get(1)
        created = try row.get(2)
        disabled = try row.get(3)
        frozen = try row.get(4)
    }
}

/// The tenants of a gateway. For the operator of the platform: nothing here belongs behind a tenant's credential, except
/// for `state(of:)`.
package struct Tenants: Sendable {
    /// Tenants of one data folder, and bytes of a name.
    package static let countLimit = 10_000, nameLimit = 200

    let core: DirectoryCore

    /// Makes a tenant with a database of its own. Throws `duplicate` when there is one.
    package func create(_ id: TenantID, name: String) async throws(IdentityError) -> Tenant {
        guard (1...Self.nameLimit).contains(name.utf8.count) else { throw .refusedTerms("a name has 1 to 200 bytes") }
        guard try await !core.exists(id) else { throw .duplicate }
        let principal = core.systemPrincipal(.operatorCommand, tenant: id)
        do throws(StorageError) { try await core.store.create(principal.scope) } catch { throw IdentityError(error) }
        let now = core.clock.wall()
        return try await core.transaction { session throws(StorageError) in
            let count: Int = try session.value("SELECT count(*) FROM tenants")
            guard count < Self.countLimit else { throw .conflict }
            try session.execute("INSERT INTO tenants (id, name, created) VALUES (\(id), \(name), \(now))")
            return try Self.tenant(id, session)
        }
    }

    /// All tenants, by id.
    package func list() async throws(IdentityError) -> [Tenant] {
        try await core.read { session throws(StorageError) in
            var tenants: [Tenant] = []
            for row in try session.rows("\(Self.columns) ORDER BY id", limit: Self.countLimit) {
                tenants.append(try Tenant(row))
            }
            return tenants
        }
    }

    /// Refuses all credentials of a tenant, or accepts them again.
    package func setDisabled(_ disabled: Bool, _ id: TenantID) async throws(IdentityError) {
        try await change(id, "UPDATE tenants SET disabled = \(disabled) WHERE id = \(id)")
    }

    /// Freezes a tenant, or ends the freeze. Its credentials stay good, so that its log can be read.
    package func setFrozen(_ frozen: Bool, _ id: TenantID) async throws(IdentityError) {
        try await change(id, "UPDATE tenants SET frozen = \(frozen) WHERE id = \(id)")
    }

    /// A principal's own tenant as it is now. Throws when that cannot be read: then nothing may start.
    package func state(of principal: Principal) async throws(IdentityError) -> Tenant {
        let id = principal.tenant
        return try await core.read { session throws(StorageError) in try Self.tenant(id, session) }
    }

    private static let columns: Query = "SELECT id, name, created, disabled, frozen FROM tenants"

    private static func tenant(_ id: TenantID, _ session: any SQLSession) throws(StorageError) -> Tenant {
        guard let row = try session.row("\(columns) WHERE id = \(id)") else { throw .notFound }
        return try Tenant(row)
    }

    private func change(_ id: TenantID, _ query: Query) async throws(IdentityError) {
        _ = core.systemPrincipal(.operatorCommand, tenant: id)
        try await core.revoking { session throws(StorageError) in
            guard try session.execute(query) == 1 else { throw .notFound }
        }
    }
}
