import CSQLite

/// One connection to a SQLite file, hardened and durable: write-ahead log, a sync on every commit, foreign keys,
/// defensive mode, no untrusted schema, nothing attached, files of mode 0600.
///
/// Blocking, and not `Sendable`: it belongs to one thread, actor, `Mutex` or `DatabaseLane` at a time, and the compiler
/// holds to it. An `execute` or `transaction` that returned is on the disk. Several connections and processes may have
/// the same file open.
@safe package final class SQLiteDatabase: SQLSession {
    /// The path it was opened with.
    package let path: String

    private let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]
    private var watch: FileWatch
    private let readOnly: Bool
    private var inTransaction = false

    /// Prepared statements kept per connection; above that all are dropped and prepared again when needed.
    private static let statementLimit = 64

    /// Opens the file at `path`; a new one gets mode 0600. The path must not lead through a symbolic link.
    package init(path: String, options: SQLiteOptions = SQLiteOptions()) throws(StorageError) {
        try PrivateFile.prepare(path, create: options.create && !options.readOnly)
        self.path = path
        readOnly = options.readOnly
        unsafe handle = try Self.open(path, options)
        watch = FileWatch(path: path)
        try configure(options)
        try watch.check()
    }

    deinit {
        statements.removeAll()
        unsafe sqlite3_close_v2(handle)
    }

    @discardableResult
    package func execute(_ query: Query) throws(StorageError) -> Int {
        try run(query) { _ throws(StorageError) in true }
        if !inTransaction && !readOnly { try watch.check() }
        return Int(unsafe sqlite3_changes64(handle))
    }

    package func rows(_ query: Query, limit: Int) throws(StorageError) -> [Row] {
        var rows: [Row] = []
        try run(query) { row throws(StorageError) in
            guard rows.count < limit else { throw .tooManyRows(limit: limit) }
            rows.append(row)
            return true
        }
        return rows
    }

    package func each(_ query: Query, _ body: (Row) throws(StorageError) -> Bool) throws(StorageError) {
        try run(query, body)
    }

    /// Runs `body` as one transaction that takes the write lock at once. When it returns, everything is on the disk, in
    /// a file that is still where it was; when it throws, nothing was kept. Transactions don't nest.
    @discardableResult
    package func transaction<Value>(_ body: () throws(StorageError) -> Value) throws(StorageError) -> Value {
        guard !inTransaction else { throw .statement(code: SQLITE_MISUSE) }
        if !readOnly { try watch.check() }
        try execute(readOnly ? "BEGIN" : "BEGIN IMMEDIATE")
        inTransaction = true
        defer { inTransaction = false }
        do {
            let value = try body()
            try execute("COMMIT")
            if !readOnly { try watch.check() }
            return value
        } catch {
            if unsafe sqlite3_get_autocommit(handle) == 0 { _ = try? execute("ROLLBACK") }
            throw error
        }
    }

    /// Throws `unlinked` when the file or its log is no longer the one that was opened. Writes check this themselves.
    package func checkFile() throws(StorageError) { try watch.check() }

    /// Moves what the log holds into the main file and empties the log, as far as readers allow.
    package func checkpoint() throws(StorageError) { _ = try rows("PRAGMA wal_checkpoint(TRUNCATE)") }

    /// A number that changes when another connection or process committed to the file since it was last asked.
    package func dataVersion() throws(StorageError) -> Int64 { try value("PRAGMA data_version") }

    /// Checks every page of the file, and throws `corrupt` when something is wrong. Takes as long as reading the file.
    package func checkIntegrity() throws(StorageError) {
        let verdict: String = try value("PRAGMA integrity_check(1)")
        guard verdict.utf8.elementsEqual("ok".utf8) else { throw .corrupt }
    }

    private func run(_ query: Query, _ body: (Row) throws(StorageError) -> Bool) throws(StorageError) {
        let text = query.text { _ in "?" }
        let statement = try prepared(text)
        defer {
            statement.reset()
            if statements.count >= Self.statementLimit { statements.removeAll() }
            statements[text] = statement
        }
        try statement.bind(query.values)
        while try statement.step() { guard try body(try statement.row()) else { return } }
    }

    private func prepared(_ text: String) throws(StorageError) -> SQLiteStatement {
        if let statement = statements.removeValue(forKey: text) { return statement }
        return try unsafe SQLiteStatement(text, on: handle)
    }

    private static func open(_ path: String, _ options: SQLiteOptions) throws(StorageError) -> OpaquePointer {
        var handle: OpaquePointer?
        let flags =
            (options.readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE)
            | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let opened = unsafe handle else {
            unsafe sqlite3_close_v2(handle)
            throw StorageError(sqlite: code)
        }
        return unsafe opened
    }

    private func configure(_ options: SQLiteOptions) throws(StorageError) {
        let code = unsafe sayso_harden(handle)
        guard code == SQLITE_OK else { throw StorageError(sqlite: code) }
        unsafe sqlite3_busy_timeout(handle, options.busyTimeout_ms)
        if !options.readOnly { _ = try rows("PRAGMA journal_mode = WAL") }
        for pragma: Query in [
            "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA cell_size_check = ON",
            "PRAGMA mmap_size = 0", "PRAGMA temp_store = MEMORY", "PRAGMA secure_delete = ON",
            "PRAGMA journal_size_limit = 67108864",
        ] { _ = try rows(pragma) }
        try limitPages(options.maximumPages)
    }

    /// A pragma takes no parameter, so this one statement is put together from a number.
    private func limitPages(_ pages: UInt32) throws(StorageError) {
        let statement = try unsafe SQLiteStatement("PRAGMA max_page_count = \(pages)", on: handle)
        _ = try statement.step()
    }
}
