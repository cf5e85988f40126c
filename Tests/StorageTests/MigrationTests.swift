import Storage
import Testing

@Suite("Migrations")
struct MigrationTests {
    let folder: TemporaryFolder
    let database: SQLiteDatabase
    let first = Schema(purpose: "test", versions: [["CREATE TABLE a (x INTEGER) STRICT", "INSERT INTO a VALUES (1)"]])
    var second: Schema { Schema(purpose: "test", versions: first.versions + [["ALTER TABLE a ADD COLUMN y TEXT"]]) }

    init() throws {
        folder = try TemporaryFolder()
        database = try SQLiteDatabase(path: folder.path + "/a.sqlite")
    }

    @Test("each step runs once, in order, and data stays")
    func up() throws {
        try database.migrate(to: first)
        try database.migrate(to: first)
        #expect(try database.value("SELECT count(*) FROM a", as: Int.self) == 1)
        try database.migrate(to: second)
        #expect(try database.rows("SELECT x, y FROM a") == [Row(values: [.integer(1), .null])])
    }

    @Test("a newer schema is refused and left alone")
    func newer() throws {
        try database.migrate(to: second)
        #expect(throws: StorageError.newerSchema(found: 2, known: 1)) { try database.migrate(to: first) }
        #expect(try database.rows("SELECT y FROM a").count == 1)
    }

    @Test("a step that fails leaves the version before")
    func failing() throws {
        try database.migrate(to: first)
        let broken = Schema(
            purpose: "test", versions: first.versions + [["CREATE TABLE b (x) ", "CREATE TABLE a (x)"]])
        #expect(throws: StorageError.self) { try database.migrate(to: broken) }
        #expect(throws: StorageError.self) { try database.rows("SELECT * FROM b") }
        try database.migrate(to: second)
    }

    @Test("a database of another purpose is refused")
    func foreign() throws {
        try database.migrate(to: first)
        #expect(throws: StorageError.foreignSchema) {
            try database.migrate(to: Schema(purpose: "other", versions: first.versions))
        }
        let stranger = try SQLiteDatabase(path: folder.path + "/b.sqlite")
        try stranger.execute("CREATE TABLE something (x)")
        #expect(throws: StorageError.foreignSchema) { try stranger.migrate(to: first) }
    }
}
