import Primitives

/// A tenant's configuration documents, with all their versions.
package struct TenantDocuments: Sendable {
    /// Documents in one configuration, bytes of a kind or id, bytes of a body.
    package static let countLimit = 10_000, nameLimit = 128, bodyLimit = 1 << 20

    let database: TenantDatabase

    /// A number that goes up whenever the configuration changes, whichever process changed it. Cheap: ask before each
    /// session and load again only when it moved.
    package func generation() async throws(StorageError) -> Int64 {
        try await database.read { session throws(StorageError) in try Self.generation(session) }
    }

    /// The whole configuration at one moment.
    package func snapshot() async throws(StorageError) -> ConfigurationSnapshot {
        try await database.transaction { session throws(StorageError) in
            ConfigurationSnapshot(generation: try Self.generation(session), documents: try Self.current(session))
        }
    }

    /// The current documents of a kind, by id.
    package func current(kind: String) async throws(StorageError) -> [TenantDocument] {
        try await database.read { session throws(StorageError) in
            try Self.documents(session.rows("\(Self.columns) WHERE current = 1 AND kind = \(kind) ORDER BY id"))
        }
    }

    /// The current document of that kind and id, if there is one.
    package func current(kind: String, id: String) async throws(StorageError) -> TenantDocument? {
        try await database.read { session throws(StorageError) in
            try Self.documents(
                session.rows("\(Self.columns) WHERE current = 1 AND kind = \(kind) AND id = \(id)", limit: 1)
            ).first
        }
    }

    /// The newest `limit` versions of a document, newest first, removals included.
    package func history(kind: String, id: String, limit: Int = 100) async throws(StorageError) -> [TenantDocument] {
        try await database.read { session throws(StorageError) in
            try Self.documents(
                session.rows(
                    "\(Self.columns) WHERE kind = \(kind) AND id = \(id) ORDER BY version DESC LIMIT \(limit)",
                    limit: limit))
        }
    }

    /// Makes `drafts` the whole configuration, in one step: what isn't among them is removed, what is the same keeps its
    /// version. Throws `conflict` when the configuration is not of the generation `expected` any more, `duplicate` when
    /// two drafts have the same kind and id, `tooLarge` beyond the limits.
    @discardableResult
    package func replaceAll(
        with drafts: [TenantDocument.Draft], expecting expected: Int64? = nil, at now: WallTime
    ) async throws(StorageError) -> ConfigurationChange {
        try Self.check(drafts)
        return try await database.transaction { session throws(StorageError) in
            let generation = try Self.generation(session)
            guard expected == nil || expected == generation else { throw .conflict }
            return try ConfigurationReplacement(session: session, generation: generation, now: now).run(drafts)
        }
    }

    private static let columns: Query = "SELECT kind, id, version, body, created FROM documents"

    private static func generation(_ session: any SQLSession) throws(StorageError) -> Int64 {
        try session.value("SELECT generation FROM configuration")
    }

    static func current(_ session: any SQLSession) throws(StorageError) -> [TenantDocument] {
        try documents(session.rows("\(columns) WHERE current = 1 ORDER BY kind, id", limit: countLimit))
    }

    private static func documents(_ rows: [Row]) throws(StorageError) -> [TenantDocument] {
        var documents: [TenantDocument] = []
        for row in rows { documents.append(try TenantDocument(row)) }
        return documents
    }

    private static func check(_ drafts: [TenantDocument.Draft]) throws(StorageError) {
        guard drafts.count <= countLimit else { throw .tooLarge }
        for draft in drafts {
            let named = [draft.kind, draft.id].allSatisfy { (1...nameLimit).contains($0.utf8.count) }
            guard named, draft.body.count <= bodyLimit else { throw .tooLarge }
        }
    }
}
