import Primitives

/// Where a gateway keeps its data. `SQLiteStore` is one file per tenant; a PostgreSQL store with row-level security can
/// take its place without a change to its callers.
package protocol TenantStore: Sendable {
    /// The database of tenants, keys and client secrets. For the module Identity only.
    var directory: any SQLExecutor { get }

    /// The only right to make a `TenantScope`; nothing when it was given out before.
    func takeAuthority() -> TenantAuthority?

    /// Makes room for a tenant that has none yet; harmless when it has.
    func create(_ scope: TenantScope) async throws(StorageError)

    /// The data of a tenant.
    func database(of scope: TenantScope) -> TenantDatabase
}
