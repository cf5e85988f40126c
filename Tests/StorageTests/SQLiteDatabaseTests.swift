import Glibc
import Primitives
import Storage
import Testing

@Suite("A SQLite database")
struct SQLiteDatabaseTests {
    let folder: TemporaryFolder
    let database: SQLiteDatabase

    init() throws {
        folder = try TemporaryFolder()
        database = try SQLiteDatabase(path: folder.path + "/a.sqlite")
        try database.execute("CREATE TABLE t (id TEXT PRIMARY KEY, body BLOB, n INTEGER CHECK (n < 100)) STRICT")
    }

    @Test("every kind of value comes back as it went in")
    func values() throws {
        let all: [SQLValue] = [
            .null, .integer(.min), .integer(.max), .real(0.1), .text(""), .text("a\0b\u{301}é"), .blob([]),
            .blob([0, 255, 0]),
        ]
        try database.execute("CREATE TABLE v (x ANY) STRICT")
        for value in all {
            try database.execute("DELETE FROM v")
            try database.execute("INSERT INTO v VALUES (\(Raw(value: value)))")
            #expect(try database.rows("SELECT x FROM v") == [Row(values: [value])])
        }
    }

    @Test("an interpolated value is bound, whatever it holds")
    func injection() throws {
        try database.execute("INSERT INTO t VALUES ('kept', NULL, 1)")
        for attack in [
            "' OR 1=1 --", "'; DROP TABLE t; --", "x') UNION SELECT 1 --", "\0'", "?1", "$1", "%27", "\u{2019} OR 1=1",
        ] {
            #expect(try database.rows("SELECT id FROM t WHERE id = \(attack)").isEmpty)
            try database.execute("INSERT INTO t VALUES (\(attack), NULL, 2)")
            #expect(try database.value("SELECT id FROM t WHERE id = \(attack)", as: String.self) == attack)
        }
        #expect(try database.value("SELECT count(*) FROM t", as: Int.self) == 9)
    }

    @Test("a list binds each element, and an empty list matches nothing")
    func lists() throws {
        for id in ["a", "b", "c"] { try database.execute("INSERT INTO t VALUES (\(id), NULL, 1)") }
        #expect(try database.rows("SELECT id FROM t WHERE id IN (\(list: ["a", "c", "a') --"]))").count == 2)
        #expect(try database.rows("SELECT id FROM t WHERE id IN (\(list: [String]()))").isEmpty)
    }

    @Test("a second statement in one query is refused")
    func twoStatements() throws {
        #expect(throws: StorageError.self) { try database.execute("DELETE FROM t; DROP TABLE t") }
        #expect(try database.rows("SELECT * FROM t").isEmpty)
    }

    @Test("no other database can be attached, and the schema cannot be rewritten")
    func hardened() throws {
        let other = folder.path + "/other.sqlite"
        #expect(throws: StorageError.self) { try database.execute("ATTACH DATABASE \(other) AS other") }
        _ = try database.rows("PRAGMA writable_schema = ON")
        #expect(throws: StorageError.self) { try database.execute("DELETE FROM sqlite_schema") }
        #expect(throws: StorageError.self) { try database.execute("SELECT load_extension('x')") }
        #expect(throws: StorageError.self) { try database.rows("SELECT \"notacolumn\"") }
    }

    @Test("commits are synced, in a write-ahead log, with foreign keys on")
    func settings() throws {
        #expect(try database.value("PRAGMA journal_mode", as: String.self) == "wal")
        #expect(try database.value("PRAGMA synchronous", as: Int.self) == 2)
        #expect(try database.value("PRAGMA foreign_keys", as: Int.self) == 1)
        #expect(try database.value("PRAGMA trusted_schema", as: Int.self) == 0)
    }

    @Test("its files are open to their owner only")
    func permissions() throws {
        try database.execute("INSERT INTO t VALUES ('a', NULL, 1)")
        for name in ["a.sqlite", "a.sqlite-wal", "a.sqlite-shm"] { #expect(mode(folder.path + "/" + name) == 0o600) }
    }

    @Test("a loose file mode is tightened, and a symbolic link is refused")
    func looseFiles() throws {
        let loose = folder.path + "/loose.sqlite"
        unsafe close(open(loose, O_CREAT | O_WRONLY, 0o666))
        unsafe chmod(loose, 0o666)
        _ = try SQLiteDatabase(path: loose)
        #expect(mode(loose) == 0o600)
        unsafe symlink(loose, folder.path + "/link.sqlite")
        #expect(throws: StorageError.insecureFile) { try SQLiteDatabase(path: folder.path + "/link.sqlite") }
    }

    @Test("constraints are told apart from duplicates")
    func constraints() throws {
        try database.execute("INSERT INTO t VALUES ('a', NULL, 1)")
        #expect(throws: StorageError.duplicate) { try database.execute("INSERT INTO t VALUES ('a', NULL, 1)") }
        #expect(throws: StorageError.constraint) { try database.execute("INSERT INTO t VALUES ('b', NULL, 100)") }
    }

    @Test("a transaction keeps everything or nothing, and cannot be nested")
    func transactions() throws {
        #expect(throws: StorageError.duplicate) {
            try database.transaction { () throws(StorageError) in
                try database.execute("INSERT INTO t VALUES ('a', NULL, 1)")
                try database.execute("INSERT INTO t VALUES ('a', NULL, 1)")
            }
        }
        #expect(try database.rows("SELECT * FROM t").isEmpty)
        #expect(throws: StorageError.self) {
            try database.transaction { () throws(StorageError) in
                try database.transaction { () throws(StorageError) in }
            }
        }
        try database.transaction { () throws(StorageError) in
            try database.execute("INSERT INTO t VALUES ('a', NULL, 1)")
        }
        #expect(try database.rows("SELECT * FROM t").count == 1)
    }

    @Test("more rows than allowed are an error, and a stream can stop early")
    func bounds() throws {
        for id in 0..<5 { try database.execute("INSERT INTO t VALUES (\(String(id)), NULL, \(id))") }
        #expect(throws: StorageError.tooManyRows(limit: 4)) { try database.rows("SELECT * FROM t", limit: 4) }
        var seen = 0
        try database.each("SELECT * FROM t") { _ throws(StorageError) in
            seen += 1
            return seen < 3
        }
        #expect(seen == 3)
    }

    @Test("a column of another type than asked for is an error, not a default")
    func types() throws {
        let row = Row(values: [.text("12"), .integer(2), .null])
        #expect(throws: StorageError.malformedRow(column: 0)) { try row.get(0, as: Int.self) }
        #expect(throws: StorageError.malformedRow(column: 1)) { try row.get(1, as: Bool.self) }
        #expect(throws: StorageError.malformedRow(column: 2)) { try row.get(2, as: String.self) }
        #expect(throws: StorageError.malformedRow(column: 3)) { try row.get(3, as: String.self) }
        #expect(throws: StorageError.malformedRow(column: 0)) {
            try Row(values: [.text("../x")]).get(0, as: TenantID.self)
        }
        #expect(try row.get(2, as: String?.self) == nil)
    }
}

/// A value as it is.
private struct Raw: SQLColumn {
    let sqlValue: SQLValue

    init(value: SQLValue) { sqlValue = value }

    init?(sqlValue: SQLValue) { self.sqlValue = sqlValue }
}
