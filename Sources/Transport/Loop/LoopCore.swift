import CLinux
import Glibc
import Platform
import Primitives

/// The part of a loop that only its own thread touches: the epoll instance, the watched descriptors and the timers.
@safe final class LoopCore {
    private struct Slot {
        var generation: UInt32 = 0
        var callback: ((IOEvents) -> Void)?
    }

    /// Events taken from the kernel at a time: what one round may cost is bounded by it.
    private static let batch = 64

    var running = true
    var timers = TimerHeap()
    let scratch = LoopScratch()
    private(set) var round: UInt64 = 0
    private(set) var now = SystemClock.now()
    private let epoll: Int32
    private let wakeUp: Int32
    private let events: UnsafeMutablePointer<epoll_event>
    private var slots = [Slot()]
    private var free: [Int] = []

    /// A core whose wait ends when `wakeUp`, an eventfd, becomes readable.
    init(wakeUp: Int32) throws(EventLoopError) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw .noDescriptor(errno) }
        self.wakeUp = wakeUp
        unsafe events = .allocate(capacity: Self.batch)
        guard control(EPOLL_CTL_ADD, wakeUp, .readable, token: 0) else { throw .noDescriptor(errno) }
    }

    deinit { unsafe events.deallocate() }

    func watch(
        fd descriptor: Int32, interest: IOEvents, _ callback: @escaping (IOEvents) -> Void
    ) throws(EventLoopError) -> IOWatch {
        let index = free.popLast() ?? slots.count
        if index == slots.count { slots.append(Slot()) }
        let token = UInt64(slots[index].generation) << 32 | UInt64(index)
        guard control(EPOLL_CTL_ADD, descriptor, interest, token: token) else {
            free.append(index)
            throw .notWatchable(errno)
        }
        slots[index].callback = callback
        return IOWatch(descriptor: descriptor, interest: interest, token: token, core: self)
    }

    func change(_ watch: IOWatch) { _ = control(EPOLL_CTL_MOD, watch.descriptor, watch.interest, token: watch.token) }

    func cancel(_ watch: IOWatch) {
        let index = Int(watch.token & 0xFFFF_FFFF)
        guard slots[index].generation == UInt32(watch.token >> 32), slots[index].callback != nil else { return }
        _ = control(EPOLL_CTL_DEL, watch.descriptor, [], token: 0)
        slots[index].generation &+= 1
        slots[index].callback = nil
        free.append(index)
    }

    /// Waits for readiness or the next timer (not at all when work is waiting) and calls the watchers.
    func wait(workIsWaiting: Bool) {
        let count = unsafe epoll_wait(epoll, events, Int32(Self.batch), workIsWaiting ? 0 : timeout_ms())
        now = SystemClock.now()
        round &+= 1
        for index in 0..<max(0, Int(count)) {
            let event = unsafe events[index]
            unsafe dispatch(token: event.data.u64, IOEvents(rawValue: event.events))
        }
    }

    /// Fires the timers that were due when the round began; those that they schedule wait for the next round.
    func fireTimers() {
        let moment = now
        while let timer = timers.popDue(at: moment) { timer.fire() }
    }

    func shutDown() {
        slots = [Slot()]
        timers = TimerHeap()
        close(epoll)
    }

    private func dispatch(token: UInt64, _ ready: IOEvents) {
        guard token != 0 else { return drainWakeUp() }
        let index = Int(token & 0xFFFF_FFFF)
        guard slots[index].generation == UInt32(token >> 32), let callback = slots[index].callback else { return }
        callback(ready)
    }

    private func drainWakeUp() {
        var count: UInt64 = 0
        _ = unsafe read(wakeUp, &count, 8)
    }

    private func timeout_ms() -> Int32 {
        guard let next = timers.nextDeadline else { return -1 }
        let wait_ns = max(0, (next - SystemClock.now()).nanoseconds)
        return Int32(min((wait_ns / 1_000_000) + 1, 60_000))
    }

    private func control(_ operation: Int32, _ descriptor: Int32, _ interest: IOEvents, token: UInt64) -> Bool {
        var event = unsafe epoll_event(events: interest.rawValue, data: epoll_data_t(u64: token))
        return unsafe epoll_ctl(epoll, operation, descriptor, &event) == 0
    }
}
