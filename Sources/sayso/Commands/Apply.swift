import Audit
import Cryptography
import Identity
import Platform
import Primitives
import Server
import Storage
import Wire
import YAML

extension Command {
    static let apply = CommandSpec(
        path: ["apply"], summary: "make a tenant what one YAML file says: agents, tools, policies, limits",
        options: Folder.options + [
            .value("file", "FILE", "the tenant file (also -f)"), .flag("check", "only check the file"),
        ]
    ) { arguments in
        let path = try arguments.required("file")
        let (json, configuration) = try declaration(path)
        let policy = try PolicyLibrary.policy(for: configuration)
        let counted =
            "\(configuration.agents.count) agents, \(configuration.tools.count) tools, policy version \(policy.version)"
        if arguments.has("check") {
            return report(arguments, ["valid": true], ["\(path) is valid: \(counted)"])
        }
        let folder = try Folder(arguments, creating: true)
        try await makeTenant(configuration, in: folder)
        let principal = try await folder.operatorPrincipal(
            for: configuration.tenant, doing: "apply", to: "configuration", policy.version)
        let change = try await folder.directory.database(for: principal).documents.replaceAll(
            with: TenantDocumentCodec.drafts(json), at: SystemClock.wall())
        report(
            arguments,
            [
                "tenant": JSON(configuration.tenant.text), "added": JSON(change.added), "changed": JSON(change.changed),
                "removed": JSON(change.removed), "unchanged": JSON(change.unchanged),
                "policy_version": JSON(policy.version),
            ],
            [
                "\(configuration.tenant): \(counted)",
                "\(change.added) added, \(change.changed) changed, \(change.removed) removed, \(change.unchanged) as before",
            ])
    }

    /// The declaration in a file, checked; errors name the file, the line and the column.
    static func declaration(_ path: String) throws -> (JSON, TenantConfiguration) {
        let bytes: [UInt8]
        do { bytes = try File.read(path, limit: 1 << 20) } catch { throw CommandError.failed("\(path): \(error)") }
        let node = try YAMLDocument.parse(bytes, file: path)
        let json = try node.json
        do { return (json, try TenantConfiguration(json)) } catch {
            throw CommandError.failed("\(YAMLPlace.of(error.pointer, in: node)): \(error.message)")
        }
    }

    private static func makeTenant(_ configuration: TenantConfiguration, in folder: Folder) async throws {
        do { _ = try await folder.directory.tenants.create(configuration.tenant, name: configuration.name) } catch {
            guard error == .duplicate else { throw error }
        }
    }
}
