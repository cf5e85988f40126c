/// What a credential is good for.
package enum Scope: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Hold calls over `/v1/realtime`.
    case realtime
    /// Set instructions, tools and voices of a session.
    case sessionsConfigure = "sessions.configure"
    /// Make client secrets for browsers.
    case clientSecrets = "client_secrets"
    /// Read the audit log.
    case auditRead = "audit.read"
    /// Manage the tenant's keys and configuration.
    case admin

    package static func < (left: Scope, right: Scope) -> Bool { left.rawValue < right.rawValue }
}

extension Set<Scope> {
    /// The names, sorted and separated by spaces: how scopes are stored.
    var stored: String { sorted().map(\.rawValue).joined(separator: " ") }

    /// The scopes of stored names; a name that this version doesn't know grants nothing.
    init(stored: String) {
        self.init(
            stored.utf8.split(separator: 0x20).compactMap { Scope(rawValue: String(decoding: $0, as: UTF8.self)) })
    }
}
