import Storage

extension Schema {
    /// The schema of the database of tenants, keys and client secrets. Times are in ms since 1970. `generation` goes up
    /// with every change that can take a right away.
    static let directory = Schema(
        purpose: "gateway",
        versions: [
            [
                "CREATE TABLE state (generation INTEGER NOT NULL, pepper_check BLOB) STRICT",
                "INSERT INTO state VALUES (0, NULL)",
                """
                CREATE TABLE tenants (
                    id TEXT PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL,
                    disabled INTEGER NOT NULL DEFAULT 0, frozen INTEGER NOT NULL DEFAULT 0
                ) STRICT, WITHOUT ROWID
                """,
                """
                CREATE TABLE api_keys (
                    id TEXT PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants, label TEXT NOT NULL,
                    scopes TEXT NOT NULL, digest BLOB NOT NULL, created INTEGER NOT NULL, expires INTEGER,
                    revoked INTEGER, used INTEGER
                ) STRICT, WITHOUT ROWID
                """,
                "CREATE INDEX api_keys_by_tenant ON api_keys (tenant)",
                """
                CREATE TABLE client_secrets (
                    id TEXT PRIMARY KEY, tenant TEXT NOT NULL REFERENCES tenants, api_key TEXT REFERENCES api_keys,
                    digest BLOB NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL, claimed INTEGER
                ) STRICT, WITHOUT ROWID
                """,
                "CREATE INDEX client_secrets_by_tenant ON client_secrets (tenant, expires)",
            ]
        ])
}
