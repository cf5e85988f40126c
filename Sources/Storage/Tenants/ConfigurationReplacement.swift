import Primitives

/// The steps that make a list of drafts the whole configuration; runs within one transaction.
struct ConfigurationReplacement {
    /// Kind and id as bytes, since equal strings may differ in their bytes.
    private struct Name: Hashable {
        let kind: [UInt8], id: [UInt8]

        init(_ kind: String, _ id: String) {
            self.kind = Array(kind.utf8)
            self.id = Array(id.utf8)
        }
    }

    let session: any SQLSession
    let generation: Int64
    let now: WallTime

    /// Stores the drafts and says what changed.
    func run(_ drafts: [TenantDocument.Draft]) throws(StorageError) -> ConfigurationChange {
        var left: [Name: TenantDocument] = [:]
        for document in try TenantDocuments.current(session) { left[Name(document.kind, document.id)] = document }
        var seen: Set<Name> = []
        var counts = ConfigurationChange(generation: generation)
        for draft in drafts {
            let name = Name(draft.kind, draft.id)
            guard seen.insert(name).inserted else { throw .duplicate }
            try store(draft, over: left.removeValue(forKey: name), &counts)
        }
        for document in left.values { try remove(document, &counts) }
        guard counts.added + counts.changed + counts.removed > 0 else { return counts }
        try session.execute("UPDATE configuration SET generation = generation + 1")
        return ConfigurationChange(
            generation: generation + 1, added: counts.added, changed: counts.changed, removed: counts.removed,
            unchanged: counts.unchanged)
    }

    private func store(
        _ draft: TenantDocument.Draft, over old: TenantDocument?, _ counts: inout ConfigurationChange
    ) throws(StorageError) {
        if let old, old.body == draft.body {
            counts.unchanged += 1
            return
        }
        if old == nil { counts.added += 1 } else { counts.changed += 1 }
        try insert(kind: draft.kind, id: draft.id, body: draft.body)
    }

    private func remove(_ document: TenantDocument, _ counts: inout ConfigurationChange) throws(StorageError) {
        counts.removed += 1
        try insert(kind: document.kind, id: document.id, body: nil)
    }

    /// Adds the next version and makes it the current one, unless it says that the document was removed.
    private func insert(kind: String, id: String, body: [UInt8]?) throws(StorageError) {
        try session.execute("UPDATE documents SET current = 0 WHERE kind = \(kind) AND id = \(id) AND current = 1")
        let newest: Int64 = try session.value(
            "SELECT coalesce(max(version), 0) FROM documents WHERE kind = \(kind) AND id = \(id)")
        try session.execute(
            """
            INSERT INTO documents (kind, id, version, body, created, current)
            VALUES (\(kind), \(id), \(newest + 1), \(optional: body), \(now), \(body != nil))
            """)
    }
}
