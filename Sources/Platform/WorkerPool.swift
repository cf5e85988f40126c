import Primitives
import Synchronization

/// Why a pool took no work.
package enum WorkerPoolError: Error, Sendable, CustomStringConvertible {
    /// The queue of the pool is full: the caller should refuse or degrade, not wait.
    case full
    /// The pool was shut down.
    case stopped

    package var description: String {
        switch self {
        case .full: "the worker pool is full"
        case .stopped: "the worker pool has stopped"
        }
    }
}

/// Named threads for work that blocks or burns processor time: databases, recognition, synthesis, name resolution.
/// The queue is bounded; a full pool refuses work, it does not queue for ever.
package final class WorkerPool: Sendable {
    private struct State {
        var queue: [@Sendable () -> Void] = []
        var head = 0
        var running = true
    }

    private let condition = Condition()
    private let state: Mutex<State>
    private let limit: Int

    /// Starts `threads` threads called `name` with room for `queueLimit` waiting jobs.
    package init(name: String, threads: Int, queueLimit: Int) {
        state = Mutex(State())
        limit = queueLimit
        for index in 0..<threads { startThread(named: "\(name)-\(index)") { [self] in work() } }
    }

    /// Queues `job`; throws `WorkerPoolError` when the pool is full or stopped.
    package func submit(_ job: @escaping @Sendable () -> Void) throws(WorkerPoolError) {
        let refusal: WorkerPoolError? = state.withLock { state in
            guard state.running else { return .stopped }
            guard state.queue.count - state.head < limit else { return .full }
            state.queue.append(job)
            return nil
        }
        if let refusal { throw refusal }
        condition.signal()
    }

    /// Runs `job` on a thread of the pool and gives its result back to the caller's own executor.
    /// Throws `WorkerPoolError`, or what the job throws.
    package func run<Value: Sendable>(_ job: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do throws(WorkerPoolError) {
                try submit { continuation.resume(with: Result { try job() }) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Lets the queued jobs finish and then ends the threads. Returns at once.
    package func stop() {
        state.withLock { $0.running = false }
        condition.broadcast()
    }

    private func work() {
        while let job = next() { job() }
    }

    private func next() -> (@Sendable () -> Void)? {
        while true {
            let ticket = condition.ticket()
            let (job, running) = state.withLock { state in (Self.pop(&state), state.running) }
            if let job { return job }
            guard running else { return nil }
            condition.wait(since: ticket)
        }
    }

    private static func pop(_ state: inout State) -> (@Sendable () -> Void)? {
        guard state.head < state.queue.count else { return nil }
        defer {
            state.head += 1
            if state.head == state.queue.count {
                state.queue.removeAll(keepingCapacity: true)
                state.head = 0
            }
        }
        return state.queue[state.head]
    }
}
