import FoundationEssentials
import Glibc
import Platform
import Primitives
import Storage
import Testing

@testable import Audit

/// Figures, not verdicts: run with `SAYSO_BENCH=1`, optimised, on a quiet machine.
@Test("Appends a second beside SQLite alone", .enabled(if: ProcessInfo.processInfo.environment["SAYSO_BENCH"] != nil))
func benchmarkAppends() async throws {
    let record = AuditRecord(
        .policyDecided(
            call: id("call-1"), tool: id("refund"), digest: digest("x"), decision: .deny, level: 0, policyVersion: "v1",
            policies: ["platform.sensitive", "tenant.payments"], labels: ["caller", "external"]))
    let bytes = try EncodedRecord(record, tenant: "acme").entry(sequence: 1, time: SystemClock.wall()).count
    print("BENCH record: \(bytes) bytes")
    for batch in [1, 100] { try benchmarkSQLite(batch: batch, bytes: bytes) }
    for producers in [1, 16, 256] { try await benchmarkLog(producers: producers, record: record) }
}

private func benchmarkSQLite(batch: Int, bytes: Int) throws {
    let folder = try TemporaryFolder()
    let database = try SQLiteDatabase(path: folder.data.path + "/raw.sqlite")
    try database.execute("CREATE TABLE entry (position INTEGER PRIMARY KEY, body BLOB) STRICT")
    let (body, begin) = ([UInt8](repeating: 0x61, count: bytes), SystemClock.now())
    var count = 0
    while SystemClock.now() - begin < .seconds(2) {
        try database.transaction { () throws(StorageError) in
            for _ in 0..<batch {
                try database.execute("INSERT INTO entry VALUES (\(count), \(body))")
                count += 1
            }
        }
    }
    print("BENCH SQLite, \(batch) a commit: \(Int(Double(count) / (SystemClock.now() - begin).seconds)) rows/s")
}

private func benchmarkLog(producers: Int, record: AuditRecord) async throws {
    let fixture = try LogFixture()
    let log = try AuditLog(fixture.place)
    try log.start(version: "bench")
    let (begin, spent) = (SystemClock.now(), processorTime())
    let waits = try await withThrowingTaskGroup(of: [Duration].self) { group in
        for _ in 0..<producers {
            group.addTask {
                var waits: [Duration] = []
                while SystemClock.now() - begin < .seconds(2) {
                    let start = SystemClock.now()
                    _ = try await log.append(record)
                    waits.append(SystemClock.now() - start)
                }
                return waits
            }
        }
        var all: [Duration] = []
        for try await own in group { all += own }
        return all.sorted()
    }
    let rate = Int(Double(waits.count) / (SystemClock.now() - begin).seconds)
    let (median, worst) = (waits[waits.count / 2].nanoseconds / 1000, waits[waits.count * 99 / 100].nanoseconds / 1000)
    let commits = log.statistics.commits
    let cost = (processorTime() - spent).nanoseconds / 1000 / Int64(max(waits.count, 1))
    print("BENCH log, \(producers) producers: \(cost) us of processor time a record")
    print("BENCH log, \(producers) producers: \(rate) appends/s, \(commits) commits, p50 \(median) us, p99 \(worst) us")
    try await log.stop()
    let check = processorTime()
    let report = try LogVerifier(fixture.place, key: log.verifier).verify()
    let speed = Int(Double(report.entries) / (processorTime() - check).seconds)
    print("BENCH verify: \(report.entries) entries, \(speed) entries/s of processor time, sound \(report.isSound)")
    let reader = try AuditReader(fixture.place)
    let prove = processorTime()
    for step in 0..<100 { _ = try reader.proven(at: report.entries / 101 * UInt64(step)) }
    print("BENCH proof: \((processorTime() - prove).nanoseconds / 100_000) us of processor time each")
}

/// The processor time that this process used so far.
private func processorTime() -> Instant {
    var reading = timespec()
    _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &reading)
    return Instant(nanoseconds: Int64(reading.tv_sec) * 1_000_000_000 + Int64(reading.tv_nsec))
}
