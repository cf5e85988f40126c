import MerkleLog
import Primitives
import Storage
import Wire

/// The one writer of a log in this process: survives the loss of its database and picks it up again by itself.
struct LogWriter {
    /// The state of the tree that was acknowledged last.
    private(set) var known: CompactRange
    private var store: LogStore?
    private let opener: LogOpener
    private let signer: any NoteSigner
    private let clock: Clock

    /// A step back of the clock that goes unremarked.
    static let clockTolerance: Duration = .seconds(2)

    /// Opens the log, or begins it.
    init(_ opener: LogOpener, clock: Clock) throws(AuditError) {
        let (store, signer) = try opener.open()
        (self.store, self.signer, self.opener, self.clock) = (store, signer, opener, clock)
        known = store.tree
    }

    /// The key that verifies this log's checkpoints.
    var verifier: VerifierKey { signer.verifier }

    /// Makes records durable, in order; on any error none is, and the next call tries anew.
    mutating func append(
        _ records: [EncodedRecord], keepCheckpoint: Bool = false
    ) throws(AuditError) -> [AuditReceipt] {
        var store = try current()
        self.store = nil
        do throws(AuditError) {
            let receipts = try appending(records, to: &store, keepCheckpoint)
            (self.store, known) = (store, store.tree)
            return receipts
        } catch .unavailable(let cause) where cause == .full || cause == .busy {
            self.store = store
            throw .unavailable(cause)
        }
    }

    /// Records what the last run left open as ended with an unknown outcome, after the record that a new run started.
    mutating func start(version: String) throws(AuditError) {
        let store = try current()
        let start = AuditRecord(.logStarted(version: version, entries: store.tree.size))
        let orphans = try OrphanFinder(database: store.database, tenant: opener.place.tenant).records()
        let records = [start] + orphans
        _ = try append(records.map { record throws(AuditError) in try encoded(record) }, keepCheckpoint: true)
    }

    /// The record that the log stops.
    func stopRecord() throws(AuditError) -> EncodedRecord { try encoded(AuditRecord(.logStopped(entries: known.size))) }

    private func encoded(_ record: AuditRecord) throws(AuditError) -> EncodedRecord {
        try EncodedRecord(record, tenant: opener.place.tenant)
    }

    private func appending(
        _ records: [EncodedRecord], to store: inout LogStore, _ keepCheckpoint: Bool
    ) throws(AuditError) -> [AuditReceipt] {
        let wall = clock.wall()
        guard wall + Self.clockTolerance < store.lastTime, !records.isEmpty else {
            return try store.append(records, at: wall, keepCheckpoint: keepCheckpoint)
        }
        let change = try encoded(AuditRecord(.clockChanged(from: store.lastTime, to: wall)))
        let receipts = try store.append([change] + records, at: wall, keepCheckpoint: keepCheckpoint)
        return Array(receipts.dropFirst())
    }

    private func current() throws(AuditError) -> LogStore {
        if let store { return store }
        return try reopened()
    }

    private func reopened() throws(AuditError) -> LogStore {
        let store = try opener.reopen(signer: signer)
        guard try store.extends(known) else { throw .rolledBack(known: known.size, found: store.tree.size) }
        return store
    }
}

extension AuditEvent {
    static func logStarted(version: String, entries: UInt64) -> AuditEvent {
        AuditEvent(.logStarted, ["version": JSON(version), "entries": JSON(Int64(clamping: entries))])
    }

    static func logStopped(entries: UInt64) -> AuditEvent {
        AuditEvent(.logStopped, ["entries": JSON(Int64(clamping: entries))])
    }

    static func clockChanged(from: WallTime, to: WallTime) -> AuditEvent {
        AuditEvent(.clockChanged, ["from": JSON(from.milliseconds), "to": JSON(to.milliseconds)])
    }
}
