import Identity
import Platform
import Primitives
import Wire

extension Command {
    private static let tenantOption = CommandSpec.Option.value("tenant", "ID", "the tenant")

    static let keyCreate = CommandSpec(
        path: ["key", "create"], summary: "make an API key; it is shown once",
        options: Folder.options + [
            tenantOption, .value("label", "TEXT", "what it is for (default: key)"),
            .value("scope", "SCOPE", "what it is good for; may be repeated (default: realtime, client_secrets)"),
            .value("days", "N", "how long it is valid (default: until revoked)"),
        ]
    ) { arguments in
        let tenant = try Folder.tenant(arguments)
        let scopes = try scopes(arguments.all("scope"))
        let days = try arguments.number("days", in: 1...3650)
        let folder = try Folder(arguments)
        let label = arguments.value("label") ?? "key"
        let principal = try await folder.operatorPrincipal(for: tenant, doing: "create", to: "key", label)
        let key = try await folder.directory.keys.create(
            for: principal, label: label, scopes: scopes,
            expires: days.map { SystemClock.wall() + .seconds(Int64($0) * 86_400) })
        report(
            arguments, ["id": JSON(key.id.text), "key": JSON(key.reveal())],
            ["\(key.reveal())", "Keep it now: it is not stored and cannot be shown again."])
    }

    private static func scopes(_ names: [String]) throws(CommandError) -> Set<Scope> {
        guard !names.isEmpty else { return [.realtime, .clientSecrets] }
        var scopes: Set<Scope> = []
        for name in names {
            guard let scope = Scope(rawValue: name) else {
                throw .usage(
                    "there is no scope '\(name)'; there are \(Scope.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            scopes.insert(scope)
        }
        return scopes
    }

    static let keyList = CommandSpec(
        path: ["key", "list"], summary: "list a tenant's API keys", options: Folder.options + [tenantOption]
    ) { arguments in
        let tenant = try Folder.tenant(arguments)
        let folder = try Folder(arguments)
        let principal = try await folder.directory.systemPrincipal(.operatorCommand, tenant: tenant)
        let keys = try await folder.directory.keys.list(for: principal)
        report(
            arguments,
            .array(
                keys.map { key in
                    [
                        "id": JSON(key.id.text), "label": JSON(key.label),
                        "scopes": .array(key.scopes.sorted().map { JSON($0.rawValue) }),
                        "revoked": JSON(key.revoked != nil), "created": JSON(key.created.rfc3339),
                    ]
                }),
            keys.map { key in
                let scopes = key.scopes.sorted().map(\.rawValue).joined(separator: ",")
                return
                    "\(key.id)\t\(key.label)\t\(scopes)\t\(key.created.rfc3339)\(key.revoked == nil ? "" : "\trevoked")"
            })
    }

    static let keyRevoke = CommandSpec(
        path: ["key", "revoke"], summary: "revoke an API key, at once", positionals: ["key id"],
        options: Folder.options + [tenantOption]
    ) { arguments in
        let tenant = try Folder.tenant(arguments)
        guard let id = KeyID(arguments.positionals[0]) else { throw CommandError.usage("that is not the id of a key") }
        let folder = try Folder(arguments)
        let principal = try await folder.operatorPrincipal(for: tenant, doing: "revoke", to: "key", id.text)
        try await folder.directory.keys.revoke(id, for: principal)
        report(arguments, ["revoked": JSON(id.text)], ["revoked \(id)"])
    }

    static let secretCreate = CommandSpec(
        path: ["secret", "create"], summary: "make a client secret for one session in a browser",
        options: Folder.options + [
            tenantOption, .value("agent", "ID", "the agent that it is for"),
            .value("seconds", "N", "how long it is valid, 10 to 7200 (default: 600)"),
        ]
    ) { arguments in
        let tenant = try Folder.tenant(arguments)
        let seconds = try arguments.number("seconds", in: 10...7200) ?? 600
        let folder = try Folder(arguments)
        let principal = try await folder.operatorPrincipal(for: tenant, doing: "create", to: "client secret", "browser")
        let terms = ClientSecretTerms(agent: arguments.value("agent").flatMap(AgentID.init))
        let minted = try await folder.directory.clientSecrets.create(
            for: principal, terms: terms, lifetime_s: Int64(seconds))
        let secret = minted.credential.reveal()
        report(arguments, ["value": JSON(secret), "expires_at": JSON(minted.expires.seconds)], [secret])
    }
}
