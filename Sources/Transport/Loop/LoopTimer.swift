import Primitives
import Synchronization

/// A closure that a loop runs once at a moment, unless it is cancelled before. Cancelling frees what it holds.
package final class LoopTimer: Sendable {
    /// When it is due.
    package let deadline: Instant
    private let body: Mutex<(@Sendable () -> Void)?>

    init(deadline: Instant, body: @escaping @Sendable () -> Void) {
        self.deadline = deadline
        self.body = Mutex(body)
    }

    /// The closure will not run any more. Idempotent, from any thread.
    package func cancel() { body.withLock { $0 = nil } }

    /// Whether it still waits to run.
    package var isPending: Bool { body.withLock { $0 != nil } }

    func fire() {
        let body = body.withLock { body in
            defer { body = nil }
            return body
        }
        body?()
    }
}

/// The timers of a loop in a binary heap, earliest first. Cancelled timers are swept when they may be half of it.
struct TimerHeap {
    private var timers: [LoopTimer] = []
    private var sweepAt = 256

    /// The deadline of the earliest timer, cancelled or not.
    var nextDeadline: Instant? { timers.first?.deadline }

    /// The number of entries, cancelled ones included.
    var count: Int { timers.count }

    mutating func insert(_ timer: LoopTimer) {
        if timers.count >= sweepAt { sweep() }
        timers.append(timer)
        siftUp(timers.count - 1)
    }

    /// Takes the earliest timer when it is due at `moment`.
    mutating func popDue(at moment: Instant) -> LoopTimer? {
        guard let first = timers.first, first.deadline <= moment else { return nil }
        let last = timers.removeLast()
        guard !timers.isEmpty else { return first }
        timers[0] = last
        siftDown(0)
        return first
    }

    private mutating func sweep() {
        timers.removeAll { !$0.isPending }
        sweepAt = max(256, timers.count * 2)
        for index in stride(from: timers.count / 2, through: 0, by: -1) { siftDown(index) }
    }

    private mutating func siftUp(_ start: Int) {
        var index = start
        while index > 0, timers[index].deadline < timers[(index - 1) / 2].deadline {
            timers.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private mutating func siftDown(_ start: Int) {
        var index = start
        while let child = smallerChild(of: index), timers[child].deadline < timers[index].deadline {
            timers.swapAt(index, child)
            index = child
        }
    }

    private func smallerChild(of index: Int) -> Int? {
        let left = 2 * index + 1
        guard left < timers.count else { return nil }
        let right = left + 1
        return right < timers.count && timers[right].deadline < timers[left].deadline ? right : left
    }
}
