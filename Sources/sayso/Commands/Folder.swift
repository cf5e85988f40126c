import Audit
import Identity
import Platform
import Primitives
import Server
import Storage
import Wire

/// The data folder as commands use it, beside a gateway that may be running.
struct Folder {
    let data: DataFolder
    let directory: Directory

    /// The options that name it.
    static let options: [CommandSpec.Option] = [
        .value("data", "FOLDER", "the data folder (default: $SAYSO_DATA, or sayso-data)")
    ]

    /// Opens the folder that the arguments name; makes it when `creating`.
    init(_ arguments: Arguments, creating: Bool = false) throws {
        let path = Self.path(arguments)
        data = try creating ? DataFolder(preparing: path) : DataFolder(existing: path)
        let pool = WorkerPool(name: "store", threads: 1, queueLimit: 64)
        directory = try Directory(folder: data, pool: pool, clock: SystemClock.clock) { _ in }
    }

    static func path(_ arguments: Arguments) -> String {
        arguments.value("data") ?? Environment.value("SAYSO_DATA") ?? "sayso-data"
    }

    /// The tenant that `--tenant` names.
    static func tenant(_ arguments: Arguments) throws(CommandError) -> TenantID {
        guard let tenant = TenantID(try arguments.required("tenant")) else {
            throw .usage("--tenant must be 1 to 64 of a-z, 0-9, '-', '_' and '.'")
        }
        return tenant
    }

    /// The operator at the command line, acting for a tenant; written to the tenant's log first.
    func operatorPrincipal(
        for tenant: TenantID, doing action: String, to entity: String, _ name: String
    ) async throws -> Principal {
        let principal = try await directory.systemPrincipal(.operatorCommand, tenant: tenant)
        let log = try AuditLog(LogPlace(tenant: tenant, in: data))
        let event = AuditEvent.adminChanged(actor: principal.actor, action: action, entity: entity, name: name)
        _ = try log.appendBlocking(AuditRecord(event))
        return principal
    }
}

/// Prints JSON for programs or lines for people.
func report(_ arguments: Arguments, _ json: JSON, _ lines: [String]) {
    if arguments.has("json") {
        StandardStream.output(String(decoding: json.serialized(), as: UTF8.self) + "\n")
    } else {
        StandardStream.output(lines.map { $0 + "\n" }.joined())
    }
}
