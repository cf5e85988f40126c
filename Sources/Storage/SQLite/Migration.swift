/// The steps that bring a database of one purpose from nothing to the newest schema. Steps are only ever added.
package struct Schema: Sendable {
    /// What the database is for, such as `gateway`, `tenant` or `audit`: a file of another purpose is refused.
    package let purpose: String
    /// The statements of each version, the first being version 1.
    package let versions: [[Query]]

    /// A schema for `purpose`.
    package init(purpose: String, versions: [[Query]]) {
        self.purpose = purpose
        self.versions = versions
    }
}

extension SQLiteDatabase {
    /// Brings the database to the newest version of `schema`, in one transaction: all steps or none. Several processes
    /// may do so at once. Throws `newerSchema` when a newer Sayso wrote the file, `foreignSchema` when it is another's.
    package func migrate(to schema: Schema) throws(StorageError) {
        guard try needsMigration(to: schema) else { return }
        try transaction { () throws(StorageError) in
            try execute("CREATE TABLE IF NOT EXISTS schema (purpose TEXT NOT NULL, version INTEGER NOT NULL) STRICT")
            let found = try schemaVersion(of: schema)
            for step in schema.versions.dropFirst(Int(found)) {
                for statement in step { try execute(statement) }
            }
            try execute("DELETE FROM schema")
            try execute("INSERT INTO schema VALUES (\(schema.purpose), \(schema.versions.count))")
        }
    }

    private func needsMigration(to schema: Schema) throws(StorageError) -> Bool {
        let tables: Int64 = try value("SELECT count(*) FROM sqlite_schema WHERE name = 'schema'")
        guard tables > 0 else { return true }
        return try schemaVersion(of: schema) < Int64(schema.versions.count)
    }

    private func schemaVersion(of schema: Schema) throws(StorageError) -> Int64 {
        guard let row = try row("SELECT purpose, version FROM schema") else {
            let others: Int64 = try value("SELECT count(*) FROM sqlite_schema WHERE name <> 'schema'")
            guard others == 0 else { throw .foreignSchema }
            return 0
        }
        let purpose: String = try row.get(0)
        let version: Int64 = try row.get(1)
        guard purpose.utf8.elementsEqual(schema.purpose.utf8), version >= 0 else { throw .foreignSchema }
        guard version <= schema.versions.count else {
            throw .newerSchema(found: version, known: Int64(schema.versions.count))
        }
        return version
    }
}
