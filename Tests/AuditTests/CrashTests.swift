import FoundationEssentials
import Glibc
import MerkleLog
import Primitives
import Storage
import Testing

@testable import Audit

/// Another process of this test program that appends until it is killed, and writes what was acknowledged to a pipe.
private struct Victim {
    let process: pid_t
    let acknowledgements: Int32

    /// Starts it on the data folder at `folder`.
    init(folder: String) throws {
        let line = [UInt8](try #require(FileManager.default.contents(atPath: "/proc/self/cmdline")))
        var arguments = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        while let place = arguments.firstIndex(where: { $0 == "--filter" || $0 == "--skip" }) {
            arguments.removeSubrange(place..<min(place + 2, arguments.count))
        }
        arguments += ["--filter", "appendUntilKilled"]
        var ends: [Int32] = [0, 0]
        try #require(unsafe pipe(&ends) == 0)
        let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
        let extra = ["SAYSO_VICTIM_FOLDER=\(folder)", "SAYSO_VICTIM_PIPE=\(ends[1])"]
        var (argv, envp) = unsafe (arguments.map { unsafe strdup($0) }, (environment + extra).map { unsafe strdup($0) })
        unsafe argv.append(nil)
        unsafe envp.append(nil)
        var started = pid_t()
        let status = unsafe posix_spawn(&started, "/proc/self/exe", nil, nil, argv, envp)
        for index in 0..<(unsafe argv.count) { unsafe free(argv[index]) }
        for index in 0..<(unsafe envp.count) { unsafe free(envp[index]) }
        close(ends[1])
        try #require(status == 0)
        (process, acknowledgements) = (started, ends[0])
    }

    /// Reads `count` acknowledgements (or all there are), kills it, and reads what it still had acknowledged.
    func kill(after count: Int) throws -> [String] {
        var bytes: [UInt8] = []
        var isKilled = false
        while true {
            var buffer = [UInt8](repeating: 0, count: 4096)
            let got = unsafe read(acknowledgements, &buffer, 4096)
            guard got > 0 else { break }
            bytes += buffer.prefix(got)
            guard !isKilled, bytes.count(where: { $0 == 0x0A }) >= count else { continue }
            Glibc.kill(process, SIGKILL)
            isKilled = true
        }
        close(acknowledgements)
        var status: Int32 = 0
        unsafe waitpid(process, &status, 0)
        try #require(isKilled, "the other process ended by itself")
        return bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast()
            .map { String(decoding: $0, as: UTF8.self) }.filter { $0.hasPrefix("ack ") }
    }
}

@Test(
    "The other process of the crash test",
    .enabled(if: ProcessInfo.processInfo.environment["SAYSO_VICTIM_FOLDER"] != nil))
func appendUntilKilled() async throws {
    let environment = ProcessInfo.processInfo.environment
    let folder = try DataFolder(preparing: try #require(environment["SAYSO_VICTIM_FOLDER"]))
    let pipe = try #require(environment["SAYSO_VICTIM_PIPE"].flatMap { Int32($0) })
    let log = try AuditLog(LogPlace(tenant: try #require(TenantID("acme")), in: folder))
    try log.start(version: "victim")
    try await withThrowingTaskGroup(of: Void.self) { group in
        for producer in 0..<8 {
            group.addTask {
                for number in 0... {
                    let event = AuditEvent.limitReached(limit: "producer \(producer)", value: number)
                    let receipt = try await log.append(AuditRecord(event))
                    let line = [UInt8]("ack \(receipt.index) \(receipt.leaf.bytes)\n".utf8)
                    _ = unsafe write(pipe, line, line.count)
                }
            }
        }
        try await group.waitForAll()
    }
}

@Test("Killed at random points, a log loses nothing that it acknowledged, and verifies", arguments: [UInt64(5)])
func killsLoseNothing(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let fixture = try LogFixture(folder: folder)
    var generator = SeededGenerator(seed: seed)
    var acknowledged: [String] = []
    for _ in 0..<5 {
        let victim = try Victim(folder: folder.data.path)
        acknowledged += try victim.kill(after: Int.random(in: 1...60, using: &generator))
    }
    let log = try AuditLog(fixture.place)
    try log.start(version: "test")
    let report = try fixture.verify(key: log.verifier)
    #expect(report.isSound, "seed \(seed): \(report)")
    #expect(report.counts.crashes == 5, "seed \(seed)")
    let reader = try AuditReader(fixture.place)
    for line in acknowledged {
        let parts = line.split(separator: " ", maxSplits: 2)
        let entry = try reader.entry(at: try #require(UInt64(parts[1])))
        #expect("\(entry.leaf.bytes)" == parts[2], "seed \(seed)")
    }
    print("CRASH seed \(seed): 5 kills, \(acknowledged.count) acknowledged, \(report.entries) entries, all there")
}
