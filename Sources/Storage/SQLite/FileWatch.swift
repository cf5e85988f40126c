import Glibc

/// Remembers which files a database was opened with. On Linux a file that was removed or replaced can still be written
/// through an open descriptor, and everything written is lost with the process: SQLite doesn't notice that for a
/// write-ahead log, so every commit asks here.
struct FileWatch {
    private struct Identity: Equatable {
        let device: UInt64
        let inode: UInt64
    }

    private let path: String
    private let log: String
    private let main: Identity?
    private var logIdentity: Identity?

    /// Remembers the file at `path` as it is now. Its write-ahead log is remembered when it is first seen.
    init(path: String) {
        self.path = path
        log = path + "-wal"
        main = Self.identity(of: path)
    }

    /// Throws `unlinked` when the file at the path, or its log, is another than before.
    mutating func check() throws(StorageError) {
        guard let main, Self.identity(of: path) == main else { throw .unlinked }
        let found = Self.identity(of: log)
        if logIdentity == nil { logIdentity = found }
        guard found == logIdentity else { throw .unlinked }
    }

    private static func identity(of path: String) -> Identity? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }
}
