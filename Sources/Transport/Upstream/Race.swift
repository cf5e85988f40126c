import Synchronization

/// One result that several parties may bring and one task waits for: the first counts. Cancelling the waiting task
/// brings `cancelled`.
final class Race<Value: Sendable>: Sendable {
    typealias Outcome = Result<Value, UpstreamError>

    private struct State {
        var outcome: Outcome?
        var waiter: CheckedContinuation<Outcome, Never>?
    }

    private let state = Mutex(State())

    /// Brings a result; does nothing when there is one already.
    func finish(_ outcome: Outcome) {
        let waiter = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
            guard state.outcome == nil else { return nil }
            state.outcome = outcome
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: outcome)
    }

    /// Waits for the first result. Only one task may wait.
    func outcome() async -> Outcome {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                let known = state.withLock { state in
                    if state.outcome == nil { state.waiter = waiter }
                    return state.outcome
                }
                if let known { waiter.resume(returning: known) }
            }
        } onCancel: {
            finish(.failure(.cancelled))
        }
    }
}
