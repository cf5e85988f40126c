import CLinux
import Glibc
import Platform
import Primitives
import Synchronization

/// One epoll thread that is also a Swift executor: actors pinned to it run inside its callbacks without a hop, through
/// `assumeIsolated`. Descriptors, timers and jobs of one loop never run at the same time.
///
/// `execute`, `schedule` and `enqueue` may be called from any thread, `watch` only on the loop.
@safe package final class EventLoop: SerialExecutor, TaskExecutor, CustomStringConvertible {
    /// What waits for the thread: jobs of the Swift runtime and plain closures, in order of arrival.
    private struct Inbox {
        var work: [LoopWork] = []
        var woken = false
        var ended = false
    }

    /// The thread's name.
    package let name: String
    private let inbox = Mutex(Inbox())
    private let thread = Atomic<UInt>(0)
    private let ended = Condition()
    private let wakeUp: Int32
    private nonisolated(unsafe) let core: LoopCore

    /// Starts `count` loops, each with its own thread. Throws `EventLoopError` when the kernel has no descriptors left.
    package static func start(count: Int) throws(EventLoopError) -> [EventLoop] {
        var loops: [EventLoop] = []
        for index in 0..<count { loops.append(try EventLoop(name: "loop-\(index)")) }
        return loops
    }

    /// Starts one loop and its thread.
    package init(name: String) throws(EventLoopError) {
        self.name = name
        wakeUp = sayso_eventfd()
        guard wakeUp >= 0 else { throw .noDescriptor(errno) }
        unsafe core = try LoopCore(wakeUp: wakeUp)
        startThread(named: name) { [self] in run() }
    }

    /// Whether the calling thread is this loop's.
    package var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// The time at which the loop last woke up; on other threads, the time now.
    package var now: Instant { isCurrent ? local.now : SystemClock.now() }

    /// Runs `body` on the loop, after what already waits.
    package func execute(_ body: @escaping @Sendable () -> Void) { append(.closure(body)) }

    /// Runs `body` on the loop once `delay` has passed, unless the timer is cancelled before. A loop holds at most one
    /// entry per live timer; cancelled ones are swept.
    @discardableResult
    package func schedule(after delay: Duration, _ body: @escaping @Sendable () -> Void) -> LoopTimer {
        schedule(at: SystemClock.now() + delay, body)
    }

    /// Runs `body` on the loop at or just after `deadline`, unless the timer is cancelled before.
    @discardableResult
    package func schedule(at deadline: Instant, _ body: @escaping @Sendable () -> Void) -> LoopTimer {
        let timer = LoopTimer(deadline: deadline, body: body)
        if isCurrent { local.timers.insert(timer) } else { execute { [self] in local.timers.insert(timer) } }
        return timer
    }

    /// Calls `callback` on the loop whenever `descriptor` is ready for `interest` (level-triggered), until the watch is
    /// cancelled. Errors and hang-ups are always reported. Only on the loop; cancel before closing the descriptor.
    package func watch(
        fd descriptor: Int32, interest: IOEvents, _ callback: @escaping (IOEvents) -> Void
    ) throws(EventLoopError) -> IOWatch {
        try local.watch(fd: descriptor, interest: interest, callback)
    }

    /// Memory for the length of one callback; only on the loop.
    var scratch: LoopScratch { local.scratch }

    /// How often the loop has woken up; only on the loop.
    var round: UInt64 { local.round }

    /// Ends the thread after the work that already waits. Whatever lives on the loop must have ended before: a job that
    /// arrives later is dropped. Returns at once.
    package func stop() { execute { [self] in local.running = false } }

    /// Blocks until the thread has ended after `stop`. Not on a loop.
    package func waitUntilStopped() {
        while true {
            let ticket = ended.ticket()
            if inbox.withLock({ $0.ended }) { return }
            ended.wait(since: ticket)
        }
    }

    package var description: String { name }
}

extension EventLoop {
    package func enqueue(_ job: consuming ExecutorJob) { append(.job(UnownedJob(job))) }

    package func isIsolatingCurrentContext() -> Bool? { isCurrent }

    package func checkIsolated() { precondition(isCurrent, "code that belongs to a loop ran on another thread") }

    package func asUnownedSerialExecutor() -> UnownedSerialExecutor { unsafe UnownedSerialExecutor(ordinary: self) }

    /// The state that only the loop's own thread may touch; the check is what makes the access safe.
    private var local: LoopCore {
        precondition(isCurrent, "a loop's own state was touched on another thread")
        return unsafe core
    }

    private func append(_ work: LoopWork) {
        let here = isCurrent
        inbox.withLock { inbox in
            guard !inbox.ended else { return }
            inbox.work.append(work)
            guard !here, !inbox.woken else { return }
            inbox.woken = true
            signal()
        }
    }

    private func signal() {
        var one: UInt64 = 1
        _ = unsafe write(wakeUp, &one, 8)
    }

    private func run() {
        thread.store(UInt(pthread_self()), ordering: .relaxed)
        var batch: [LoopWork] = []
        while local.running {
            local.wait(workIsWaiting: inbox.withLock { !$0.work.isEmpty })
            local.fireTimers()
            takeInbox(&batch)
            for work in batch { perform(work) }
            batch.removeAll(keepingCapacity: batch.count < 1024)
        }
        finish()
    }

    private func takeInbox(_ batch: inout [LoopWork]) {
        inbox.withLock { inbox in
            swap(&inbox.work, &batch)
            inbox.woken = false
        }
    }

    private func perform(_ work: LoopWork) {
        switch work {
        case .closure(let body): body()
        case .job(let job):
            unsafe job.runSynchronously(
                isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
        }
    }

    private func finish() {
        local.shutDown()
        inbox.withLock { inbox in
            inbox.ended = true
            inbox.work = []
            close(wakeUp)
        }
        thread.store(0, ordering: .relaxed)  // the kernel may give another thread the same name
        ended.signal()
    }
}

/// One piece of work in a loop's inbox.
enum LoopWork {
    case job(UnownedJob)
    case closure(@Sendable () -> Void)
}
