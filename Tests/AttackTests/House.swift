import Identity
import Platform
import Primitives
import Storage

/// A gateway's directory with two tenants, in a folder that goes away with its last user.
final class House: Sendable {
    static let anna = name("anna", TenantID.init)
    static let ben = name("ben", TenantID.init)

    let folder: TemporaryFolder
    let time = TestTime()
    let directory: Directory
    private let pool = WorkerPool(name: "attack", threads: 2, queueLimit: 256)

    init() async throws {
        folder = try TemporaryFolder()
        directory = try Directory(folder: folder.data, pool: pool, clock: time.clock) { _ in }
        for tenant in [Self.anna, Self.ben] { _ = try await directory.tenants.create(tenant, name: tenant.text) }
    }

    deinit { pool.stop() }

    /// A new key of a tenant, as its holder gets it.
    func key(of tenant: TenantID, _ scopes: Set<Scope> = [.realtime], expires: WallTime? = nil) async throws -> String {
        let principal = try await directory.systemPrincipal(.operatorCommand, tenant: tenant)
        return try await directory.keys.create(for: principal, label: "test", scopes: scopes, expires: expires).reveal()
    }

    /// The principal that a credential leads to.
    func enter(_ credential: String, origin: String? = nil) async throws -> Principal {
        try await directory.authenticator.authenticate(PresentedCredential(Array(credential.utf8)), origin: origin)
    }
}
