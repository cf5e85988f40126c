import MerkleLog
import Storage

/// Finds a log's key and database, or makes both in an order that no crash can spoil.
struct LogOpener {
    let place: LogPlace
    let options: AuditLogOptions

    /// The log, begun when it has never been.
    func open() throws(AuditError) -> (LogStore, any NoteSigner) {
        let file = KeyFile(path: place.key)
        if let key = try file.load() {
            guard let database = try database(create: false) else { throw .logMissing }
            guard try !isEmpty(database) else { throw .logMissing }
            return (try store(database, key), key)
        }
        return try begin(file)
    }

    /// The log again, after its connection was lost; never a fresh one in its place.
    func reopen(signer: any NoteSigner) throws(AuditError) -> LogStore {
        guard let database = try database(create: false) else { throw .unavailable(.unlinked) }
        guard try !isEmpty(database) else { throw .logMissing }
        return try store(database, signer)
    }

    private func begin(_ file: KeyFile) throws(AuditError) -> (LogStore, any NoteSigner) {
        guard let database = try database(create: true) else { throw .unavailable(.unlinked) }
        let isNew = try isEmpty(database)
        let key = isNew ? try file.makeNew(name: try place.keyName()) : try file.loadNew()
        guard let key else { throw .wrongKey }
        let store = try store(database, key)
        try file.promote()
        return (store, key)
    }

    private func store(_ database: SQLiteDatabase, _ signer: any NoteSigner) throws(AuditError) -> LogStore {
        try LogStore(database, place: place, signer: signer, keptEvery: max(1, options.keptCheckpointEvery))
    }

    private func isEmpty(_ database: SQLiteDatabase) throws(AuditError) -> Bool {
        let tables = try reading { () throws(StorageError) in
            try database.value("SELECT count(*) FROM sqlite_schema WHERE name = 'identity'", as: Int.self)
        }
        guard tables > 0 else { return true }
        return try LogStore.identity(database).isEmpty
    }

    /// A connection; nothing when there is no file and none is to be made.
    private func database(create: Bool) throws(AuditError) -> SQLiteDatabase? {
        do throws(StorageError) {
            let options = SQLiteOptions(create: create, maximumPages: options.maximumPages)
            return try SQLiteDatabase(path: place.database, options: options)
        } catch .cannotOpen(let code) where !create && code == 2 {
            return nil
        } catch {
            throw .unavailable(error)
        }
    }
}
