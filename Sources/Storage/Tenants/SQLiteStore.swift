import Platform
import Primitives
import Synchronization

/// The embedded store: `gateway.sqlite` and one database file per tenant, each behind its own lane.
package final class SQLiteStore: TenantStore {
    private struct OpenTenant {
        let lane: DatabaseLane
        var used: UInt64
    }

    private struct State {
        var tenants: [TenantID: OpenTenant] = [:]
        var uses: UInt64 = 0
        var authorityGiven = false
    }

    package let directory: any SQLExecutor
    private let folder: DataFolder
    private let pool: WorkerPool
    private let openLimit: Int
    private let state = Mutex(State())

    /// The store in `folder`, whose `gateway.sqlite` gets the schema `directory`. At most `openLimit` tenants' files stay
    /// open while nobody uses them. Throws `unlinked` when the gateway's database is lost although tenants exist.
    package init(
        folder: DataFolder, directory schema: Schema, pool: WorkerPool, openLimit: Int = 128
    ) throws(StorageError) {
        guard try !folder.lostGatewayDatabase() else { throw .unlinked }
        try SQLiteDatabase(path: folder.gatewayDatabase).migrate(to: schema)
        let path = folder.gatewayDatabase
        directory = DatabaseLane(on: pool, limit: 1024) { () throws(StorageError) in
            try SQLiteDatabase(path: path, options: SQLiteOptions(create: false))
        }
        self.folder = folder
        self.pool = pool
        self.openLimit = openLimit
    }

    package func takeAuthority() -> TenantAuthority? {
        let first = state.withLock { state in
            defer { state.authorityGiven = true }
            return !state.authorityGiven
        }
        return first ? TenantAuthority() : nil
    }

    package func create(_ scope: TenantScope) async throws(StorageError) {
        let folder = folder
        let lane = DatabaseLane(on: pool) { () throws(StorageError) in
            try SQLiteDatabase(path: try folder.tenantDatabase(of: scope.tenant, create: true))
        }
        try await lane.run { database throws(StorageError) in try database.migrate(to: .tenant) }
    }

    package func database(of scope: TenantScope) -> TenantDatabase {
        TenantDatabase(tenant: scope.tenant, executor: lane(of: scope.tenant))
    }

    private func lane(of tenant: TenantID) -> DatabaseLane {
        state.withLock { state in
            state.uses &+= 1
            let lane = state.tenants[tenant]?.lane ?? makeLane(tenant)
            state.tenants[tenant] = OpenTenant(lane: lane, used: state.uses)
            if state.tenants.count > openLimit, let oldest = state.tenants.min(by: { $0.value.used < $1.value.used }) {
                state.tenants[oldest.key] = nil
            }
            return lane
        }
    }

    /// A missing file is an error, not an empty tenant.
    private func makeLane(_ tenant: TenantID) -> DatabaseLane {
        DatabaseLane(on: pool) { [folder] () throws(StorageError) in
            let path = try folder.tenantDatabase(of: tenant, create: false)
            let database = try SQLiteDatabase(path: path, options: SQLiteOptions(create: false))
            try database.migrate(to: .tenant)
            return database
        }
    }
}
