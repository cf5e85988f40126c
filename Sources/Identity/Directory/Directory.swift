import Platform
import Primitives
import Storage

/// Everything that is known about who may do what: tenants, their keys, their client secrets. One per process; several
/// processes may use the same data folder.
package final class Directory: Sendable {
    /// The tenants themselves.
    package let tenants: Tenants
    /// The tenants' API keys.
    package let keys: APIKeys
    /// The tenants' client secrets for browsers.
    package let clientSecrets: ClientSecrets
    /// Makes principals of credentials.
    package let authenticator: Authenticator

    private let core: DirectoryCore

    /// The directory in `folder`, made when there is none. Blocks; call it at start-up. `recordJob` is told of every use of
    /// a system job before it begins. Throws `wrongKeyFile` when the key file is missing or belongs to another folder.
    package init(
        folder: DataFolder, pool: WorkerPool, clock: Clock, recordJob: @escaping @Sendable (SystemJobUse) -> Void
    ) throws(IdentityError) {
        let pepper = try Pepper(in: folder)
        let store = try Self.open(folder, pool, check: try pepper.check())
        guard let authority = store.takeAuthority() else { throw .alreadyOpen }
        core = DirectoryCore(store: store, authority: authority, pepper: pepper, clock: clock, recordJob: recordJob)
        tenants = Tenants(core: core)
        keys = APIKeys(core: core)
        clientSecrets = ClientSecrets(core: core)
        authenticator = Authenticator(core: core)
    }

    /// The data of a principal's tenant: the only way to it.
    package func database(for principal: Principal) -> TenantDatabase { core.store.database(of: principal.scope) }

    /// A principal for a named job of the gateway or its operator; its use is recorded first. Throws `notFound` when there
    /// is no such tenant.
    package func systemPrincipal(_ job: SystemJob, tenant: TenantID) async throws(IdentityError) -> Principal {
        guard try await core.exists(tenant) else { throw .notFound }
        return core.systemPrincipal(job, tenant: tenant)
    }

    private static func open(
        _ folder: DataFolder, _ pool: WorkerPool, check: [UInt8]
    ) throws(IdentityError) -> SQLiteStore {
        do throws(StorageError) {
            let store = try SQLiteStore(folder: folder, directory: .directory, pool: pool)
            let database = try SQLiteDatabase(path: folder.gatewayDatabase, options: SQLiteOptions(create: false))
            try database.execute("UPDATE state SET pepper_check = \(check) WHERE pepper_check IS NULL")
            let stored: [UInt8] = try database.value("SELECT pepper_check FROM state")
            guard stored == check else { throw StorageError.foreignSchema }
            return store
        } catch {
            throw error == .foreignSchema ? .wrongKeyFile : .unavailable(error)
        }
    }
}
