import Glibc
import Primitives
import Storage
import Testing

@Suite("A SQLite database after a crash")
struct CrashTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/a.sqlite"
        try SQLiteDatabase(path: path).execute("CREATE TABLE t (number INTEGER, half INTEGER) STRICT")
    }

    @Test("a process that is killed at any point loses nothing it acknowledged", arguments: 0..<5)
    func killed(round: Int) async throws {
        let path = path
        let fuse_us = UInt32(2_000 + 17_000 * round)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, fuse_us = fuse_us as UInt32] in
            try commitUntilKilled(path: path, fuse_us: fuse_us)
        }
        let acknowledged = read(path + ".acknowledged").count
        let database = try SQLiteDatabase(path: path)
        try database.checkIntegrity()
        let numbers: Int = try database.value("SELECT count(DISTINCT number) FROM t")
        #expect(try database.value("SELECT count(*) FROM t", as: Int.self) == 2 * numbers, "half a transaction")
        #expect(acknowledged >= 1 && numbers >= acknowledged && numbers <= acknowledged + 1)
    }

    @Test(
        "a log that is cut at any byte holds whole transactions, from the first on", arguments: [1, 2, 3] as [UInt64])
    func torn(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let database = try SQLiteDatabase(path: path)
        for number in 0..<40 {
            try database.transaction { () throws(StorageError) in
                for half in 0..<2 { try database.execute("INSERT INTO t VALUES (\(number), \(half))") }
            }
        }
        let (main, log) = (read(path), read(path + "-wal"))
        for attempt in 0..<12 {
            let copy = folder.path + "/\(attempt).sqlite"
            var torn = Array(log.prefix(Int.random(in: 0...log.count, using: &generator)))
            if attempt % 3 == 0, !torn.isEmpty { torn[Int.random(in: torn.indices, using: &generator)] ^= 1 }
            write(main, to: copy)
            write(torn, to: copy + "-wal")
            let survivor = try SQLiteDatabase(path: copy)
            try survivor.checkIntegrity()
            guard let rows = try? survivor.rows("SELECT number FROM t ORDER BY rowid") else { continue }
            let expected = (0..<rows.count).map { Row(values: [.integer(Int64($0 / 2))]) }
            #expect(rows.count % 2 == 0 && rows == expected, "seed \(seed)")
        }
    }

    @Test(
        "a disk that is really full is told, and what was acknowledged stays",
        .enabled(if: unsafe getenv("SAYSO_SMALL_DISK") != nil, "needs SAYSO_SMALL_DISK, a file system of a few MB"))
    func fullDisk() throws {
        let place = unsafe String(cString: getenv("SAYSO_SMALL_DISK")) + "/full.sqlite"
        var kept = 0
        do {
            let database = try SQLiteDatabase(path: place)
            try database.execute("CREATE TABLE f (body BLOB) STRICT")
            var failure: StorageError?
            let body = [UInt8](repeating: 1, count: 50_000)
            for _ in 0..<10_000 where failure == nil {
                do throws(StorageError) {
                    try database.execute("INSERT INTO f VALUES (\(body))")
                    kept += 1
                } catch { failure = error }
            }
            #expect(failure == .full)
        }
        let database = try SQLiteDatabase(path: place, options: SQLiteOptions(readOnly: true))
        #expect(try database.value("SELECT count(*) FROM f", as: Int.self) == kept)
    }
}

/// Commits transactions of two rows and notes each that was acknowledged, until the fuse, lit by the first, has burnt down.
private func commitUntilKilled(path: String, fuse_us: UInt32) throws {
    let database = try SQLiteDatabase(path: path)
    let notes = unsafe open(path + ".acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var timer = itimerval()
    timer.it_value.tv_usec = Int(fuse_us)
    signal(SIGALRM) { _ in _ = kill(getpid(), SIGKILL) }
    for number in 0... {
        try database.transaction { () throws(StorageError) in
            for half in 0..<2 { try database.execute("INSERT INTO t VALUES (\(number), \(half))") }
        }
        _ = unsafe Glibc.write(notes, "x", 1)
        if number == 0 { unsafe setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil) }
    }
}
