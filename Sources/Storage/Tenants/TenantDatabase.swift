import Primitives

/// The data of one tenant, and the only way to it. It is made from a `TenantScope`, which only Identity can make, so a
/// tenant's id from a message, path, header or model leads nowhere.
package struct TenantDatabase: SQLExecutor {
    /// Whose data it is.
    package let tenant: TenantID

    private let executor: any SQLExecutor

    init(tenant: TenantID, executor: any SQLExecutor) {
        self.tenant = tenant
        self.executor = executor
    }

    /// The tenant's configuration documents.
    package var documents: TenantDocuments { TenantDocuments(database: self) }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value { try await executor.read(body) }

    package func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(StorageError) -> Value
    ) async throws(StorageError) -> Value { try await executor.transaction(body) }
}
