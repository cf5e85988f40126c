/// How a SQLite database is opened.
package struct SQLiteOptions: Sendable {
    /// Whether writing is refused. The file must exist then.
    package var readOnly: Bool
    /// Whether a missing file is made.
    package var create: Bool
    /// How long a statement waits for another process's lock, in milliseconds.
    package var busyTimeout_ms: Int32
    /// The size that the file may reach, in pages of 4096 bytes; reaching it is `StorageError.full`.
    package var maximumPages: UInt32

    /// Read and write, made when missing, 5 s of patience, at most 64 GiB.
    package init(
        readOnly: Bool = false, create: Bool = true, busyTimeout_ms: Int32 = 5000, maximumPages: UInt32 = 1 << 24
    ) {
        self.readOnly = readOnly
        self.create = create
        self.busyTimeout_ms = busyTimeout_ms
        self.maximumPages = maximumPages
    }
}
