/// A connection to one database, on which statements run one after the other. Blocking: never call it on an event
/// loop. SQLite's implementation is `SQLiteDatabase`; a tenant's data is reached through `TenantDatabase` only.
package protocol SQLSession: AnyObject {
    /// Runs a statement that changes something; gives the number of rows that changed.
    @discardableResult
    func execute(_ query: Query) throws(StorageError) -> Int

    /// All rows that a query finds; throws `tooManyRows` when there are more than `limit`.
    func rows(_ query: Query, limit: Int) throws(StorageError) -> [Row]

    /// Gives the rows of a query to `body` one by one, without collecting them, until it returns false.
    func each(_ query: Query, _ body: (Row) throws(StorageError) -> Bool) throws(StorageError)
}

/// How many rows `rows(_:)` collects when its caller names no limit.
package let standardRowLimit = 10_000

extension SQLSession {
    /// All rows that a query finds; throws `tooManyRows` when there are more than `standardRowLimit`.
    package func rows(_ query: Query) throws(StorageError) -> [Row] { try rows(query, limit: standardRowLimit) }

    /// The only row that a query finds, or nothing; throws `tooManyRows` when there are more.
    package func row(_ query: Query) throws(StorageError) -> Row? { try rows(query, limit: 1).first }

    /// The first column of the only row; throws `notFound` when there is no row.
    package func value<Value: SQLColumn>(_ query: Query, as type: Value.Type = Value.self) throws(StorageError) -> Value
    {
        guard let row = try row(query) else { throw .notFound }
        return try row.get(0)
    }
}
