import MerkleLog
import Primitives
import Synchronization

/// Something that waits for the writer: a record, or the wish that the checkpoint be kept.
struct Waiting: Sendable {
    let record: EncodedRecord?
    let resume: @Sendable (Result<AuditReceipt?, AuditError>) -> Void

    var bytes: Int { record?.count ?? 0 }
}

/// The records that wait for a log's writer: bounded, and nothing in it is ever dropped.
struct AppendQueue {
    private(set) var waiting: [Waiting] = []
    private var bytes = 0
    private(set) var isOpen = true
    var statistics = AuditLogStatistics()

    /// Takes `item` in, or says why not.
    mutating func push(_ item: Waiting, _ options: AuditLogOptions) -> AuditError? {
        guard isOpen else { return .stopped }
        guard waiting.count < options.queueRecords, bytes + item.bytes <= options.queueBytes else {
            statistics.backlogged += 1
            return .backlogged
        }
        waiting.append(item)
        bytes += item.bytes
        return nil
    }

    /// Takes in the last item there will be.
    mutating func close(with item: Waiting) -> AuditError? {
        guard isOpen else { return .stopped }
        isOpen = false
        waiting.append(item)
        return nil
    }

    /// Takes out the oldest items, in order.
    mutating func take(_ limit: Int) -> [Waiting] {
        let batch = Array(waiting.prefix(limit))
        waiting.removeFirst(batch.count)
        bytes = waiting.reduce(0) { $0 + $1.bytes }
        return batch
    }
}
