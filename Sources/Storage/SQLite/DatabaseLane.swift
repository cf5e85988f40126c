import Platform
import Synchronization

/// One SQLite database with a queue in front of it. Its jobs run one after the other on a shared pool; after each job the
/// lane goes to the end of the pool's queue, so that a busy tenant takes turns with the others instead of holding
/// all threads. Before each job the lane makes sure that the file is still the one it opened: a database that was moved
/// away answers nothing.
package final class DatabaseLane: SQLExecutor {
    /// What waits: gets the open connection, or why there is none.
    private typealias Job = @Sendable (Result<SQLiteDatabase, StorageError>) -> Void

    private struct Line {
        var jobs: [Job] = []
        var running = false
        var stopped = false
    }

    private let line = Mutex(Line())
    private let connection = Mutex(SQLiteDatabase?.none)
    private let open: @Sendable () throws(StorageError) -> SQLiteDatabase
    private let pool: WorkerPool
    private let limit: Int

    /// A lane to the database that `open` opens with the first job. At most `limit` jobs wait.
    package init(
        on pool: WorkerPool, limit: Int = 256,
        open: @escaping @Sendable () throws(StorageError) -> SQLiteDatabase
    ) {
        self.pool = pool
        self.limit = limit
        self.open = open
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        try await run { database throws(StorageError) in try body(database) }
    }

    package func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        try await run { database throws(StorageError) in
            try database.transaction { () throws(StorageError) in try body(database) }
        }
    }

    /// Runs `body` with the connection, in turn. Throws `overloaded` when too many wait, `stopped` after `stop()`.
    package func run<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteDatabase) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value {
        let result: Result<Value, StorageError> = await withCheckedContinuation { continuation in
            let refusal = enqueue { database in
                continuation.resume(
                    returning: Result { () throws(StorageError) in try body(try database.get()) })
            }
            if let refusal { continuation.resume(returning: .failure(refusal)) }
        }
        return try result.get()
    }

    /// Takes no more jobs; those that wait still run. The connection closes with the last reference to the lane.
    package func stop() {
        line.withLock { $0.stopped = true }
    }

    private func enqueue(_ job: @escaping Job) -> StorageError? {
        let (refusal, idle): (StorageError?, Bool) = line.withLock { line in
            guard !line.stopped else { return (.stopped, false) }
            guard line.jobs.count < limit else { return (.overloaded, false) }
            line.jobs.append(job)
            defer { line.running = true }
            return (nil, !line.running)
        }
        guard refusal == nil, idle else { return refusal }
        return schedule() ? nil : withdraw()
    }

    /// Gives the next turn to the pool; false when the pool takes no more work.
    private func schedule() -> Bool { (try? pool.submit { [self] in turn() }) != nil }

    /// The pool refused the first turn: all that wait are told, the newest by the returned error.
    private func withdraw() -> StorageError {
        let waiting = line.withLock { line in
            defer {
                line.jobs = []
                line.running = false
            }
            return line.jobs.dropLast()
        }
        for job in waiting { job(.failure(.overloaded)) }
        return .overloaded
    }

    private func turn() {
        repeat {
            guard let job = next() else { return }
            perform(job)
        } while !schedule()
    }

    private func next() -> Job? {
        line.withLock { line in
            guard line.jobs.isEmpty else { return line.jobs.removeFirst() }
            line.running = false
            return nil
        }
    }

    private func perform(_ job: Job) {
        connection.withLock { connection in
            do throws(StorageError) {
                let database: SQLiteDatabase
                if let opened = connection { database = opened } else { database = try open() }
                connection = database
                try database.checkFile()
                job(.success(database))
            } catch {
                job(.failure(error))
            }
        }
    }
}
