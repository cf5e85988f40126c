import Glibc
import Primitives
import Storage
import Testing

@Suite("A SQLite database in trouble")
struct SQLiteFaultTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/a.sqlite"
        let database = try SQLiteDatabase(path: path)
        try database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, body BLOB) STRICT")
    }

    @Test("a full database says so, keeps what was acknowledged and works again with room")
    func full() throws {
        var kept = 0
        do {
            let small = try SQLiteDatabase(path: path, options: SQLiteOptions(maximumPages: 16))
            let body = [UInt8](repeating: 7, count: 4000)
            var failure: StorageError?
            for _ in 0..<100 where failure == nil {
                do throws(StorageError) {
                    try small.execute("INSERT INTO t (body) VALUES (\(body))")
                    kept += 1
                } catch { failure = error }
            }
            #expect(failure == .full)
        }
        let database = try SQLiteDatabase(path: path)
        #expect(kept > 0)
        #expect(try database.value("SELECT count(*) FROM t", as: Int.self) == kept)
        try database.execute("INSERT INTO t (body) VALUES (NULL)")
        try database.checkIntegrity()
    }

    @Test("another connection's lock is told as busy")
    func busy() throws {
        let holder = try SQLiteDatabase(path: path)
        let other = try SQLiteDatabase(path: path, options: SQLiteOptions(busyTimeout_ms: 1))
        try holder.transaction { () throws(StorageError) in
            #expect(throws: StorageError.busy) { try other.execute("INSERT INTO t (body) VALUES (NULL)") }
        }
        try other.execute("INSERT INTO t (body) VALUES (NULL)")
    }

    @Test("a commit to a removed or replaced file is not acknowledged", arguments: ["", "-wal"])
    func unlinked(suffix: String) throws {
        let database = try SQLiteDatabase(path: path)
        try database.execute("INSERT INTO t (body) VALUES (NULL)")
        unsafe unlink(path + suffix)
        #expect(throws: StorageError.unlinked) { try database.execute("INSERT INTO t (body) VALUES (NULL)") }
        #expect(throws: StorageError.unlinked) { try database.transaction { () throws(StorageError) in } }
        #expect(throws: StorageError.unlinked) { try database.checkFile() }
    }

    @Test("a file that is no database, or a damaged one, is told as corrupt")
    func corrupt() throws {
        let text = folder.path + "/text.sqlite"
        write([UInt8](repeating: 0x61, count: 8192), to: text)
        #expect(throws: StorageError.corrupt) { try SQLiteDatabase(path: text) }
    }

    @Test("a database opened for reading refuses to write, and isn't made")
    func readOnly() throws {
        let reader = try SQLiteDatabase(path: path, options: SQLiteOptions(readOnly: true))
        #expect(try reader.rows("SELECT * FROM t").isEmpty)
        #expect(throws: StorageError.readOnly) { try reader.execute("DELETE FROM t") }
        #expect(throws: StorageError.cannotOpen(code: ENOENT)) {
            try SQLiteDatabase(path: folder.path + "/none", options: SQLiteOptions(readOnly: true))
        }
    }

    @Test("opening the same file again in this process leaves the locks of other connections in place")
    func locksSurvive() throws {
        let first = try SQLiteDatabase(path: path)
        try first.execute("INSERT INTO t (body) VALUES (NULL)")
        do { _ = try SQLiteDatabase(path: path) }
        try first.execute("INSERT INTO t (body) VALUES (NULL)")
        #expect(try first.value("SELECT count(*) FROM t", as: Int.self) == 2)
    }

    @Test("what a transaction acknowledged is in the files, without closing the database")
    func durable() throws {
        let database = try SQLiteDatabase(path: path)
        try database.transaction { () throws(StorageError) in
            for _ in 0..<50 { try database.execute("INSERT INTO t (body) VALUES (zeroblob(100))") }
        }
        let copy = folder.path + "/copy.sqlite"
        for suffix in ["", "-wal"] { write(read(path + suffix), to: copy + suffix) }
        let survivor = try SQLiteDatabase(path: copy)
        #expect(try survivor.value("SELECT count(*) FROM t", as: Int.self) == 50)
    }
}

/// Writes a file.
func write(_ bytes: [UInt8], to path: String) {
    let descriptor = unsafe open(path, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
    defer { close(descriptor) }
    _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
}

/// Reads a file of at most 4 MiB.
func read(_ path: String) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4 << 20)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
    return Array(bytes.prefix(max(0, count)))
}
