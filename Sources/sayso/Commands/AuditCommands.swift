import Audit
import Platform
import Primitives
import Wire

extension Command {
    private static let options =
        Folder.options + [
            .value("tenant", "ID", "the tenant (default: the log of what belongs to none)")
        ]

    static let auditList = CommandSpec(
        path: ["audit", "list"], summary: "list audit records",
        options: options + [
            .value("session", "ID", "only of that session"), .value("limit", "N", "at most so many (default: 100)"),
            .value("after", "N", "only after that record"),
        ]
    ) { arguments in
        var query = AuditQuery(session: arguments.value("session"))
        query.limit = try arguments.number("limit", in: 1...AuditReader.maximumPage) ?? 100
        query.after = try arguments.number("after", in: 0...Int.max).map { UInt64($0) }
        let place = try await place(arguments, reading: "list")
        let page = try AuditReader(place).list(query)
        report(arguments, .array(page.entries.map(\.json)), page.entries.map(line))
    }

    static let auditShow = CommandSpec(
        path: ["audit", "show"], summary: "show one audit record with its proof", positionals: ["index"],
        options: options
    ) { arguments in
        guard let index = UInt64(arguments.positionals[0]) else { throw CommandError.usage("an index is a number") }
        let place = try await place(arguments, reading: "show \(index)")
        let proven = try AuditReader(place).proven(at: index)
        let lines = [
            line(proven.entry), String(decoding: proven.entry.body, as: UTF8.self), "",
            "proven by \(proven.proof.hashes.count) hashes to the checkpoint of \(proven.checkpoint.size) records:",
            String(decoding: proven.proof.checkpoint, as: UTF8.self),
        ]
        report(arguments, proven.entry.json, lines)
    }

    static let auditVerify = CommandSpec(
        path: ["audit", "verify"], summary: "check the whole log: hashes, signatures, order of events", options: options
    ) { arguments in
        let report = try LogVerifier(try await place(arguments, reading: nil)).verify()
        show(arguments, report)
        if !report.isSound { throw CommandError.refuted("the log does not verify") }
    }

    /// Where the log is. Reading it is itself recorded.
    private static func place(_ arguments: Arguments, reading what: String?) async throws -> LogPlace {
        let folder = try Folder(arguments)
        guard arguments.value("tenant") != nil else { return LogPlace(gatewayIn: folder.data) }
        let tenant = try Folder.tenant(arguments)
        let principal = try await folder.directory.systemPrincipal(.auditReading, tenant: tenant)
        let place = try LogPlace(tenant: tenant, in: folder.data)
        if let what {
            let event = AuditEvent.auditRead(reader: principal.actor, what: what)
            _ = try AuditLog(place).appendBlocking(AuditRecord(event))
        }
        return place
    }

    private static func line(_ entry: AuditEntry) -> String {
        let shown = [
            "tool", "decision", "reason", "policies", "level", "disposition", "rule", "action", "method", "name",
        ]
        let details = shown.compactMap { key -> String? in
            guard let value = entry.fields[key], !value.isNull else { return nil }
            let text = value.stringValue ?? String(decoding: value.serialized(), as: UTF8.self)
            return text.isEmpty || text == "[]" ? nil : "\(key)=\(text)"
        }
        return
            "\(entry.index)\t\(entry.time.rfc3339)\t\(entry.kind.rawValue)\t\(entry.session ?? "-")\t\(details.joined(separator: " "))"
    }
}

private func show(_ arguments: Arguments, _ verification: VerificationReport) {
    report(arguments, verification.json, verification.lines)
}
