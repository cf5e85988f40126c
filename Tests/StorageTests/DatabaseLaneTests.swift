import Platform
import Storage
import Synchronization
import Testing

@Suite("A lane to a database")
struct DatabaseLaneTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/a.sqlite"
        try SQLiteDatabase(path: path).execute("CREATE TABLE t (x INTEGER) STRICT")
    }

    @Test("jobs of many callers run one at a time, and none is lost")
    func serial() async throws {
        let pool = WorkerPool(name: "lane", threads: 4, queueLimit: 8)
        let lane = lane(on: pool, limit: 1000)
        let (inside, overlaps) = (Shared(0), Shared(0))
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    do {
                        try await lane.run { database throws(StorageError) in
                            let running = inside.change { $0 += 1 }
                            try database.execute("INSERT INTO t VALUES (\(number))")
                            if running != 1 || inside.change({ $0 -= 1 }) != 0 { _ = overlaps.change { $0 += 1 } }
                        }
                    } catch { Issue.record(error) }
                }
            }
        }
        let count = try await lane.read { session throws(StorageError) in
            try session.value("SELECT count(DISTINCT x) FROM t", as: Int.self)
        }
        #expect(overlaps.change { _ in } == 0)
        #expect(count == 200)
    }

    @Test("a full lane refuses at once, a busy one takes turns with others")
    func bounded() async throws {
        let pool = WorkerPool(name: "lane", threads: 1, queueLimit: 64)
        let (busy, other) = (lane(on: pool, limit: 3), lane(on: pool, limit: 3))
        let gate = Condition()
        let ticket = gate.ticket()
        let order = Shared([String]())
        try pool.submit { gate.wait(since: ticket) }
        let jobs = (0..<3).map { _ in
            Task.immediate { try await busy.run { _ in _ = order.change { $0.append("busy") } } }
        }
        let late = Task.immediate { try await other.run { _ in _ = order.change { $0.append("other") } } }
        await #expect(throws: StorageError.overloaded) { try await busy.run { _ in } }
        gate.signal()
        for job in jobs { try await job.value }
        try await late.value
        #expect(order.change { _ in } == ["busy", "other", "busy", "busy"])
    }

    @Test("a pool that takes no work is told as an error")
    func stopped() async throws {
        let pool = WorkerPool(name: "lane", threads: 1, queueLimit: 1)
        pool.stop()
        let lane = lane(on: pool, limit: 3)
        await #expect(throws: StorageError.overloaded) { try await lane.run { _ in } }
        lane.stop()
        await #expect(throws: StorageError.stopped) { try await lane.run { _ in } }
    }

    private func lane(on pool: WorkerPool, limit: Int) -> DatabaseLane {
        DatabaseLane(on: pool, limit: limit) { [path] () throws(StorageError) in try SQLiteDatabase(path: path) }
    }
}

/// A value that several threads change.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    /// Changes it, and gives what it is then.
    func change(_ body: (inout sending Value) -> Void) -> Value {
        value.withLock { value in
            body(&value)
            return value
        }
    }
}
