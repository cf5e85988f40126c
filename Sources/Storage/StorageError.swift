/// Why the store could not do what it was asked. Each case is something a caller may have to treat differently; none
/// carries data of a tenant.
package enum StorageError: Error, Sendable, Hashable, CustomStringConvertible {
    /// No space is left on the disk, or the database reached its size limit. Nothing of the transaction was kept.
    case full
    /// Another connection held the lock for longer than the busy timeout. Trying again later may work.
    case busy
    /// The file is not a database, or its pages contradict each other. Nothing read from it can be trusted.
    case corrupt
    /// The database file or its log is no longer where it was: what is written now would be lost.
    case unlinked
    /// The file can be read but not written.
    case readOnly
    /// A file or folder is open to other users, belongs to another user, or is not a plain file or folder.
    case insecureFile
    /// The file or folder cannot be opened, with the error number of SQLite or of the system.
    case cannotOpen(code: Int32)
    /// A read, write or sync failed, with SQLite's extended result code. The transaction was not kept.
    case inputOutput(code: Int32)
    /// A row with that key exists already.
    case duplicate
    /// A foreign key, check or not-null rule of the schema refused the change.
    case constraint
    /// The database was written by a newer version of Sayso.
    case newerSchema(found: Int64, known: Int64)
    /// The database belongs to another purpose than the one it was opened for.
    case foreignSchema
    /// A column holds another type than the one asked for; columns count from 0.
    case malformedRow(column: Int)
    /// A query found more rows than its caller allowed.
    case tooManyRows(limit: Int)
    /// A value or a result is larger than the store accepts.
    case tooLarge
    /// Another process is serving this data folder.
    case alreadyServed
    /// The queue of this database is full: the caller should refuse or degrade, not wait.
    case overloaded
    /// The store was shut down.
    case stopped
    /// Somebody else changed it since it was read.
    case conflict
    /// The named thing does not exist.
    case notFound
    /// SQLite refused the statement itself: a defect of Sayso, with the extended result code.
    case statement(code: Int32)

    package var description: String {
        switch self {
        case .full: "the disk or the database is full"
        case .busy: "the database is locked by another process"
        case .corrupt: "the database file is damaged"
        case .unlinked: "the database file was moved or removed while in use"
        case .readOnly: "the database cannot be written"
        case .insecureFile: "a file or folder of the store is open to other users or is not a plain file"
        case .cannotOpen(let code): "the database or folder cannot be opened (code \(code))"
        case .inputOutput(let code): "reading or writing the disk failed (code \(code))"
        case .duplicate: "it exists already"
        case .constraint: "a rule of the database refused the change"
        case .newerSchema(let found, let known):
            "the database has schema \(found), written by a newer version; this one knows \(known)"
        case .foreignSchema: "the database was made for another purpose"
        case .malformedRow(let column): "column \(column) of a row has an unexpected type"
        case .tooManyRows(let limit): "a query found more than \(limit) rows"
        case .tooLarge: "a value is too large for the store"
        case .alreadyServed: "another process is serving this data folder"
        case .overloaded: "the store has too much to do"
        case .stopped: "the store has been shut down"
        case .conflict: "it was changed by somebody else in the meantime"
        case .notFound: "there is no such thing"
        case .statement(let code): "the database refused a statement (code \(code))"
        }
    }
}
