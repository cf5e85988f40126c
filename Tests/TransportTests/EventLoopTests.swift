import Glibc
import Platform
import Primitives
import Synchronization
import Testing

@testable import Transport

private actor Pinned {
    let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
    private(set) var count = 0

    init(loop: EventLoop) { self.loop = loop }

    func bump() -> Bool {
        count += 1
        return loop.isCurrent
    }
}

@Suite("Event loop")
struct EventLoopTests {
    @Test("An actor pinned to a loop runs on the loop's thread")
    func pinnedActor() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        let actor = Pinned(loop: loop)
        #expect(await actor.bump())
        let assumed = await withCheckedContinuation { continuation in
            loop.execute { continuation.resume(returning: actor.assumeIsolated { $0.bump() }) }
        }
        #expect(assumed)
        #expect(await actor.count == 2)
        #expect(!loop.isCurrent)
    }

    @Test("Timers fire in the order of their deadlines and not when cancelled")
    func timers() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        let fired = Mutex<[Int]>([])
        loop.schedule(after: .milliseconds(20)) { fired.withLock { $0.append(2) } }
        loop.schedule(after: .milliseconds(5)) { fired.withLock { $0.append(1) } }
        let cancelled = loop.schedule(after: .milliseconds(10)) { fired.withLock { $0.append(9) } }
        cancelled.cancel()
        await withCheckedContinuation { done in
            loop.schedule(after: .milliseconds(30)) { done.resume() }
        }
        #expect(fired.withLock { $0 } == [1, 2])
    }

    @Test("A heap of 5,000 shuffled timers gives them back in order and sweeps the cancelled ones")
    func heap() {
        var generator = SeededGenerator(seed: 7)
        var heap = TimerHeap()
        var timers: [LoopTimer] = []
        for _ in 0..<5000 {
            let deadline = Instant(nanoseconds: Int64.random(in: 0...1000, using: &generator))
            timers.append(LoopTimer(deadline: deadline) {})
            if Bool.random(using: &generator) { timers[timers.count - 1].cancel() }
            heap.insert(timers[timers.count - 1])
        }
        #expect(heap.count < 5000)
        var last = Instant.zero
        var live = 0
        while let timer = heap.popDue(at: Instant(nanoseconds: 1001)) {
            #expect(timer.deadline >= last)
            last = timer.deadline
            live += timer.isPending ? 1 : 0
        }
        #expect(live == timers.count { $0.isPending })
    }

    @Test("A watch reports readiness until it is cancelled")
    func watch() async throws {
        let loop = try EventLoop(name: "test")
        defer { loop.stop() }
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        defer { for end in [reading, writing] { close(end) } }
        let bytes = await withCheckedContinuation { (done: CheckedContinuation<Int, Never>) in
            loop.execute {
                var watch: IOWatch?
                watch = try? loop.watch(fd: reading, interest: .readable) { events in
                    var buffer = [UInt8](repeating: 0, count: 8)
                    let count = unsafe read(reading, &buffer, 8)
                    watch?.cancel()
                    watch = nil
                    done.resume(returning: events.contains(.readable) ? count : -1)
                }
                _ = unsafe write(writing, "abc", 3)
            }
        }
        #expect(bytes == 3)
    }

    @Test("A stopped loop ends its thread and closes its descriptors")
    func stops() throws {
        let before = openDescriptors()
        for loop in try EventLoop.start(count: 50) {
            loop.stop()
            loop.waitUntilStopped()
        }
        #expect(openDescriptors() < before + 50)
    }
}

/// How many descriptors the process has open.
func openDescriptors() -> Int {
    guard let folder = unsafe opendir("/proc/self/fd") else { return -1 }
    defer { unsafe closedir(folder) }
    var count = 0
    while unsafe readdir(folder) != nil { count += 1 }
    return count
}
