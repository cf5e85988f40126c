import CSQLite

extension StorageError {
    /// The error that an (extended) result code of SQLite means to a caller.
    init(sqlite code: Int32) {
        switch code & 0xFF {
        case SQLITE_FULL: self = .full
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt
        case SQLITE_READONLY: self = code == Self.moved ? .unlinked : .readOnly
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: self = .cannotOpen(code: code)
        case SQLITE_CONSTRAINT: self = Self.duplicates.contains(code) ? .duplicate : .constraint
        case SQLITE_TOOBIG, SQLITE_NOMEM: self = .tooLarge
        case SQLITE_IOERR: self = .inputOutput(code: code)
        default: self = .statement(code: code)
        }
    }

    /// SQLITE_READONLY_DBMOVED.
    private static let moved = SQLITE_READONLY | (4 << 8)

    /// SQLITE_CONSTRAINT_PRIMARYKEY, _UNIQUE and _ROWID.
    private static let duplicates: Set<Int32> = [
        SQLITE_CONSTRAINT | (6 << 8), SQLITE_CONSTRAINT | (8 << 8), SQLITE_CONSTRAINT | (10 << 8),
    ]
}
