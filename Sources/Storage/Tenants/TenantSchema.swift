extension Schema {
    /// The schema of a tenant's database.
    static let tenant = Schema(
        purpose: "tenant",
        versions: [
            [
                """
                CREATE TABLE documents (
                    kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL CHECK (version > 0),
                    body BLOB, created INTEGER NOT NULL, current INTEGER NOT NULL CHECK (current IN (0, 1)),
                    PRIMARY KEY (kind, id, version)
                ) STRICT, WITHOUT ROWID
                """,
                "CREATE UNIQUE INDEX current_documents ON documents (kind, id) WHERE current = 1",
                "CREATE TABLE configuration (generation INTEGER NOT NULL) STRICT",
                "INSERT INTO configuration VALUES (0)",
                """
                CREATE TABLE client_secrets (
                    id TEXT PRIMARY KEY, expires INTEGER NOT NULL, terms BLOB NOT NULL
                ) STRICT, WITHOUT ROWID
                """,
                "CREATE INDEX client_secrets_by_expiry ON client_secrets (expires)",
            ]
        ])
}
