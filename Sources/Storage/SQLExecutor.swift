/// A database that asynchronous callers use without blocking their thread. SQLite's is `DatabaseLane`; a PostgreSQL pool
/// can stand in its place.
package protocol SQLExecutor: Sendable {
    /// Runs `body`, which only reads, on a thread that may block.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value

    /// Runs `body` as one transaction on a thread that may block: when this returns, all of it is durable; when it throws,
    /// nothing of it was kept.
    func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value
}
