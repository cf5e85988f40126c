import Synchronization

/// Counts the connections of all loops, in all and by client, and refuses those above the bounds.
final class EdgeAdmission: Sendable {
    private struct Counts {
        var total = 0
        var byClient: [[UInt8]: Int] = [:]
    }

    private let counts = Mutex(Counts())
    private let limits: EdgeLimits

    init(limits: EdgeLimits) { self.limits = limits }

    /// The number of connections.
    var total: Int { counts.withLock { $0.total } }

    /// Counts a connection of `client`; or says why it is refused.
    func admit(_ client: [UInt8]) -> EdgeRefusal? {
        counts.withLock { counts in
            guard counts.total < limits.connections else { return .connectionLimit }
            let own = counts.byClient[client, default: 0]
            guard own < limits.connectionsPerAddress else { return .addressLimit }
            counts.total += 1
            counts.byClient[client] = own + 1
            return nil
        }
    }

    /// A connection of `client` that was admitted is gone.
    func release(_ client: [UInt8]) {
        counts.withLock { counts in
            counts.total -= 1
            let left = counts.byClient[client, default: 1] - 1
            counts.byClient[client] = left > 0 ? left : nil
        }
    }
}
