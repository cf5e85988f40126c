import MerkleLog
import Primitives
import Storage

/// Where a log is kept, and under which names: one per tenant, and one for what belongs to no tenant.
package struct LogPlace: Sendable, Hashable {
    /// The name that records carry as their tenant.
    package let tenant: String
    /// The path of the database.
    package let database: String
    /// The path of the file that holds the signing key.
    package let key: String

    /// The name under which checkpoints are signed: `sayso.local/t/<tenant>`.
    package var origin: String { "sayso.local/t/\(tenant)" }

    /// The log of a tenant. Each log has a key of its own, so that a log can be moved, exported or lose its key alone.
    package init(tenant: TenantID, in folder: DataFolder) throws(StorageError) {
        self.init(
            tenant: tenant.text, database: try folder.auditDatabase(of: tenant),
            key: "\(folder.keys)/audit.\(tenant.text).key")
    }

    /// The log of what belongs to no tenant: refused credentials, tenants made and removed. Its name is no tenant id.
    package init(gatewayIn folder: DataFolder) {
        self.init(tenant: "_gateway", database: folder.path + "/audit.sqlite", key: folder.keys + "/audit._gateway.key")
    }

    /// A log at those paths.
    init(tenant: String, database: String, key: String) {
        self.tenant = tenant
        self.database = database
        self.key = key
    }

    /// The checked form of the origin, which is also the name of the key.
    func keyName() throws(AuditError) -> KeyName {
        guard let name = KeyName(origin) else { throw .wrongKey }
        return name
    }
}
