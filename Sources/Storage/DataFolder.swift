import Glibc
import Primitives

/// The folder that holds everything a gateway keeps:
///
///     gateway.sqlite                      tenants, keys, client secrets
///     gateway.lock                        held by the process that serves
///     keys/                               secret keys, mode 0600
///     tls/                                the edge's certificate and key
///     tenants/<id>/tenant.sqlite          what belongs to one tenant
///     tenants/<id>/audit.sqlite           its audit log
///
/// Folders are of mode 0700 and files of mode 0600. A command may work on the folder while a gateway serves it: SQLite
/// lets several processes share a file; only serving is exclusive.
package struct DataFolder: Sendable, Hashable {
    /// The absolute path, without symbolic links.
    package let path: String

    /// The folder at `path`, made with its parts when it is missing (its parent must exist).
    package init(preparing path: String) throws(StorageError) {
        try PrivateFile.prepareFolder(path)
        try self.init(existing: path)
        for part in [keys, tls, tenants] { try PrivateFile.prepareFolder(part) }
    }

    /// The folder at `path`; throws `cannotOpen` when there is none.
    package init(existing path: String) throws(StorageError) {
        guard let resolved = unsafe realpath(path, nil) else { throw .cannotOpen(code: errno) }
        defer { unsafe free(resolved) }
        self.path = unsafe String(cString: resolved)
    }

    /// The database of tenants, keys and client secrets.
    package var gatewayDatabase: String { path + "/gateway.sqlite" }

    /// The folder of secret keys.
    package var keys: String { path + "/keys" }

    /// The folder of the edge's certificate and key.
    package var tls: String { path + "/tls" }

    private var tenants: String { path + "/tenants" }

    /// The path of the database that holds a tenant's data; its folder exists afterwards when `create`. A tenant's id
    /// can't hold a slash or begin with a dot, so it can't lead elsewhere.
    func tenantDatabase(of tenant: TenantID, create: Bool) throws(StorageError) -> String {
        (create ? try folder(of: tenant) : tenants + "/" + tenant.text) + "/tenant.sqlite"
    }

    /// The path of a tenant's audit log, in a folder that exists afterwards. For the module Audit only.
    package func auditDatabase(of tenant: TenantID) throws(StorageError) -> String {
        try folder(of: tenant) + "/audit.sqlite"
    }

    /// Whether `gateway.sqlite` is missing although there are tenants: then it was lost, and making an empty one in its
    /// place would hide that.
    func lostGatewayDatabase() throws(StorageError) -> Bool {
        guard unsafe access(gatewayDatabase, F_OK) != 0 else { return false }
        return try !PrivateFile.names(in: tenants).isEmpty
    }

    /// Takes the folder for a process that serves; throws `alreadyServed` when another one does.
    package func lockForServing() throws(StorageError) -> ServingLock { try ServingLock(path: path + "/gateway.lock") }

    private func folder(of tenant: TenantID) throws(StorageError) -> String {
        let folder = tenants + "/" + tenant.text
        try PrivateFile.prepareFolder(folder)
        return folder
    }
}
