import Audit
import Glibc
import Platform
import Primitives
import Server
import Storage
import Wire

extension Command {
    static let doctor = CommandSpec(
        path: ["doctor"], summary: "say what is on, what is off, and why",
        options: Folder.options + [.value("config", "FILE", "the configuration (default: sayso.yaml, if there is one)")]
    ) { arguments in
        let configuration = try configuration(arguments)
        var findings = Doctor.configuration(configuration)
        findings += await Doctor.data(arguments)
        report(
            arguments,
            .array(findings.map { ["subject": JSON($0.subject), "state": JSON($0.state), "why": JSON($0.why)] }),
            findings.map { "\($0.state)\t\($0.subject)\t\($0.why)" })
        if findings.contains(where: { $0.state == "broken" }) { throw CommandError.refuted("something is broken") }
    }
}

/// What `sayso doctor` looks at.
enum Doctor {
    /// A finding: `on`, `off` or `broken`, and why.
    struct Finding: Sendable {
        let subject: String, state: String, why: String
    }

    static func configuration(_ configuration: GatewayConfiguration) -> [Finding] {
        let models = configuration.speech.models
        let files = ["\(models)/en-us/mdef", "\(models)/en-us.lm.bin", "\(models)/cmudict-en-us.dict"]
        let missing = files.filter { unsafe access($0, R_OK) != 0 }
        return [
            configuration.isPlaintext
                ? Finding(subject: "TLS", state: "off", why: "the configuration says plaintext")
                : Finding(
                    subject: "TLS", state: "on", why: configuration.certificate ?? "self-signed, made on first run"),
            missing.isEmpty
                ? Finding(subject: "embedded speech", state: "on", why: models)
                : Finding(
                    subject: "embedded speech", state: "broken", why: "missing: \(missing.joined(separator: ", "))"),
            Finding(
                subject: "tools on this machine", state: configuration.allowsLoopbackTools ? "on" : "off",
                why: configuration.allowsLoopbackTools
                    ? "allowed by the configuration: a test network" : "only https to named hosts"),
            Finding(
                subject: "output guard", state: "on",
                why: "every sentence is held until it passed; cannot be turned off"),
            Finding(
                subject: "spoken confirmation", state: "on", why: "two recognisers must agree; cannot be turned off"),
            Finding(subject: "PostgreSQL", state: "off", why: "this version keeps its data in SQLite"),
        ]
    }

    static func data(_ arguments: Arguments) async -> [Finding] {
        do {
            let folder = try Folder(arguments)
            var findings = [Finding(subject: "data folder", state: "on", why: folder.data.path)]
            for tenant in try await folder.directory.tenants.list() {
                findings.append(await audit(tenant.id, folder))
            }
            return findings
        } catch {
            return [Finding(subject: "data folder", state: "off", why: "\(error)")]
        }
    }

    private static func audit(_ tenant: TenantID, _ folder: Folder) async -> Finding {
        let subject = "audit log of \(tenant)"
        do {
            let size = try AuditReader(LogPlace(tenant: tenant, in: folder.data)).size()
            return Finding(subject: subject, state: "on", why: "\(size) records")
        } catch {
            return Finding(subject: subject, state: "broken", why: "\(error)")
        }
    }
}
