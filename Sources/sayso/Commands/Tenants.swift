import Identity
import Platform
import Primitives
import Wire

extension Command {
    static let tenantCreate = CommandSpec(
        path: ["tenant", "create"], summary: "make a tenant", positionals: ["tenant"],
        options: Folder.options + [.value("name", "TEXT", "the tenant's name for people")]
    ) { arguments in
        guard let id = TenantID(arguments.positionals[0]) else {
            throw CommandError.usage("a tenant's id has 1 to 64 of a-z, 0-9, '-', '_' and '.'")
        }
        let folder = try Folder(arguments, creating: true)
        let tenant = try await folder.directory.tenants.create(id, name: arguments.value("name") ?? id.text)
        _ = try await folder.operatorPrincipal(for: id, doing: "create", to: "tenant", id.text)
        report(
            arguments, ["tenant": JSON(tenant.id.text), "name": JSON(tenant.name)], ["made the tenant \(tenant.id)"])
    }

    static let tenantList = CommandSpec(
        path: ["tenant", "list"], summary: "list the tenants", options: Folder.options
    ) { arguments in
        let tenants = try await Folder(arguments).directory.tenants.list()
        report(
            arguments,
            .array(tenants.map { ["tenant": JSON($0.id.text), "name": JSON($0.name), "frozen": JSON($0.frozen)] }),
            tenants.map { "\($0.id)\t\($0.name)\($0.frozen ? "\tfrozen" : "")" })
    }
}
