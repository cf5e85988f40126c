import MerkleLog
import Platform
import Primitives
import Synchronization

/// The append-only trail of one tenant. Many producers, one durable commit: an append returns when its record, the
/// tree it is in and the signature over that tree are on the disk.
///
/// Several processes may append to one log (a gateway that serves and a command beside it); only the one that serves
/// records starts and stops, and closes what an earlier run left open.
package final class AuditLog: Sendable {
    /// Where the log is and what it is called.
    package let place: LogPlace
    /// The key that verifies its checkpoints.
    package let verifier: VerifierKey

    private let options: AuditLogOptions
    private let clock: Clock
    private let condition = Condition()
    private let queue = Mutex(AppendQueue())
    private let writer: Mutex<LogWriter>
    private let hasThread = Mutex(false)

    /// Opens the log, or begins it. Blocking. Throws `AuditError` when the store is not whole, or not this log.
    package init(
        _ place: LogPlace, clock: Clock = SystemClock.clock, options: AuditLogOptions = AuditLogOptions()
    ) throws(AuditError) {
        let opener = LogOpener(place: place, options: options)
        let writer = try LogWriter(opener, clock: clock)
        (self.place, self.options, self.clock, verifier) = (place, options, clock, writer.verifier)
        self.writer = Mutex(writer)
    }

    /// Records that a run of the gateway starts, and closes what the last one left open: calls without an outcome
    /// become `unknown`, gates expire, sessions are abandoned. Blocking; before any other record of the run.
    package func start(version: String) throws(AuditError) {
        try writer.withLock { writer throws(AuditError) in try writer.start(version: version) }
    }

    /// Makes a record durable and gives its place. Throws `backlogged` at once when the queue is full, `unavailable`
    /// when the store does not take it; in both cases nothing was recorded that anyone may build on.
    package func append(_ record: AuditRecord) async throws(AuditError) -> AuditReceipt {
        let encoded = try EncodedRecord(record, tenant: place.tenant)
        guard let receipt = try await enqueue(encoded, isLast: false) else { throw .stopped }
        return receipt
    }

    /// The same on the caller's thread, which blocks: for commands.
    package func appendBlocking(_ record: AuditRecord) throws(AuditError) -> AuditReceipt {
        guard queue.withLock({ $0.isOpen }) else { throw .stopped }
        let encoded = try EncodedRecord(record, tenant: place.tenant)
        let receipts = try commit([encoded], keepCheckpoint: false)
        guard let receipt = receipts.first else { throw .stopped }
        return receipt
    }

    /// Keeps the checkpoint of everything recorded so far for good.
    package func keepCheckpoint() async throws(AuditError) { _ = try await enqueue(nil, isLast: false) }

    /// Lets the waiting records become durable, records the stop with a last checkpoint, and ends. Later appends throw
    /// `stopped`.
    package func stop() async throws(AuditError) {
        let last = try writer.withLock { writer throws(AuditError) in try writer.stopRecord() }
        _ = try await enqueue(last, isLast: true)
    }

    /// What the writer did so far.
    package var statistics: AuditLogStatistics {
        queue.withLock { queue in
            var statistics = queue.statistics
            statistics.waiting = queue.waiting.count
            return statistics
        }
    }

    private func enqueue(_ record: EncodedRecord?, isLast: Bool) async throws(AuditError) -> AuditReceipt? {
        startThreadOnce()
        let outcome = await withCheckedContinuation { continuation in
            let item = Waiting(record: record) { continuation.resume(returning: $0) }
            let refusal = queue.withLock { isLast ? $0.close(with: item) : $0.push(item, options) }
            if let refusal { item.resume(.failure(refusal)) } else { condition.signal() }
        }
        return try outcome.get()
    }

    private func startThreadOnce() {
        let isFirst = hasThread.withLock { started in
            defer { started = true }
            return !started
        }
        if isFirst { startThread(named: "audit") { [self] in run() } }
    }

    /// The writer's thread: takes whatever waits, makes it durable in one commit, answers, and so on until the stop.
    private func run() {
        while true {
            let ticket = condition.ticket()
            let (batch, isOpen) = queue.withLock { ($0.take(options.batchRecords), $0.isOpen) }
            if !batch.isEmpty {
                answer(batch)
            } else if isOpen {
                condition.wait(since: ticket)
            } else {
                return
            }
        }
    }

    private func answer(_ batch: [Waiting]) {
        let isLast = queue.withLock { !$0.isOpen && $0.waiting.isEmpty }
        do throws(AuditError) {
            let wantsCheckpoint = isLast || batch.contains { $0.record == nil }
            var receipts = try commit(batch.compactMap(\.record), keepCheckpoint: wantsCheckpoint)[...]
            for item in batch { item.resume(.success(item.record == nil ? nil : receipts.popFirst())) }
        } catch {
            for item in batch { item.resume(.failure(error)) }
        }
    }

    private func commit(_ records: [EncodedRecord], keepCheckpoint: Bool) throws(AuditError) -> [AuditReceipt] {
        let begin = clock.now()
        do throws(AuditError) {
            let receipts = try writer.withLock { writer throws(AuditError) in
                try writer.append(records, keepCheckpoint: keepCheckpoint)
            }
            queue.withLock { $0.statistics.note(records.count, error: nil) }
            options.committed(records.count, clock.now() - begin)
            return receipts
        } catch {
            queue.withLock { $0.statistics.note(records.count, error: error) }
            throw error
        }
    }
}

extension AuditLogStatistics {
    fileprivate mutating func note(_ records: Int, error: AuditError?) {
        isAvailable = error == nil
        if error == nil {
            appended += records
            commits += 1
        } else {
            failed += records
        }
    }
}
