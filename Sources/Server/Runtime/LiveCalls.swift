import Primitives
import Synchronization

/// The calls that are open on this node, so that they can be counted, frozen and ended.
final class LiveCalls: Sendable {
    private let endpoints = Mutex<[SessionID: RealtimeEndpoint]>([:])

    /// How many there are.
    var count: Int { endpoints.withLock { $0.count } }

    func add(_ endpoint: RealtimeEndpoint, as session: SessionID) {
        endpoints.withLock { $0[session] = endpoint }
    }

    func remove(_ session: SessionID) {
        _ = endpoints.withLock { $0.removeValue(forKey: session) }
    }

    /// Ends every call, each on its own loop.
    func endAll(reason: String) async {
        for endpoint in endpoints.withLock({ Array($0.values) }) { await endpoint.hangUp(code: 1001, reason: reason) }
    }
}
