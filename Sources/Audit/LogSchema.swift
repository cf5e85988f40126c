import Storage

/// The tables of a log. `entry.body` is the truth; `leaf` and the tiles are hashes of it (tile 0 rows only when full,
/// the leaves beyond them are in `entry`), the other columns are for searching and are checked against the body.
let logSchema = Schema(
    purpose: "audit",
    versions: [
        [
            """
            CREATE TABLE entry (position INTEGER PRIMARY KEY, kind TEXT NOT NULL, session TEXT, subject TEXT,
                time INTEGER NOT NULL, leaf BLOB NOT NULL, body BLOB NOT NULL) STRICT
            """,
            "CREATE INDEX entry_session ON entry (session) WHERE session IS NOT NULL",
            "CREATE INDEX entry_subject ON entry (subject) WHERE subject IS NOT NULL",
            "CREATE INDEX entry_kind ON entry (kind)",
            """
            CREATE TABLE tile (level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT NULL,
                PRIMARY KEY (level, number)) STRICT, WITHOUT ROWID
            """,
            "CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, kept INTEGER NOT NULL, note BLOB NOT NULL) STRICT",
            "CREATE TABLE identity (origin TEXT NOT NULL, key TEXT NOT NULL) STRICT",
        ]
    ])

/// Everything that a log's database is made of, sorted.
let logSchemaObjects = [
    "index entry_kind", "index entry_session", "index entry_subject", "table checkpoint", "table entry",
    "table identity", "table schema", "table tile",
]
