/// The bounds of a log's writer.
package struct AuditLogOptions: Sendable {
    /// The most records, and the most bytes of records, that may wait for the writer.
    package var queueRecords = 8192, queueBytes = 16 << 20
    /// The most records that one commit takes.
    package var batchRecords = 512
    /// A signed checkpoint is kept for good at least every so many records. The newest one is always there.
    package var keptCheckpointEvery: UInt64 = 1024
    /// The size that the database may reach, in pages of 4096 bytes; reaching it makes the log unavailable.
    package var maximumPages: UInt32 = 1 << 24
    /// Hears of every durable commit: how many records it took and how long it lasted. Called on the writer's thread.
    package var committed: @Sendable (_ records: Int, _ took: Duration) -> Void = { _, _ in }

    /// The standard bounds.
    package init() {}
}

/// What a log's writer did since it was opened.
package struct AuditLogStatistics: Sendable, Hashable {
    /// Records that are durable, and the commits that made them so.
    package var appended = 0, commits = 0
    /// Records that were turned away because the queue was full, and records that the store did not take.
    package var backlogged = 0, failed = 0
    /// Records that wait now.
    package var waiting = 0
    /// Whether the last commit succeeded: when not, sensitive actions must stop.
    package var isAvailable = true
}
