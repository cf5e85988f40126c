import Cryptography
import FoundationEssentials
import MerkleLog
import Platform
import Primitives
import Storage
import Synchronization
import Testing

@testable import Audit

/// A data folder that goes away with its last user.
final class TemporaryFolder: Sendable {
    let data: DataFolder

    init() throws {
        let path = FileManager.default.temporaryDirectory.path + "/audit-\(UInt64.random(in: 0 ... .max))"
        data = try DataFolder(preparing: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: data.path) }
}

/// A civil clock that only moves when it is told to, and a millisecond at each reading.
final class TestClock: Sendable {
    private let milliseconds = Mutex<Int64>(1_800_000_000_000)

    func advance(_ duration: Duration) { milliseconds.withLock { $0 += duration.milliseconds } }

    var clock: Clock {
        Clock(
            now: { Instant(nanoseconds: self.milliseconds.withLock { $0 } &* 1_000_000) },
            wall: {
                self.milliseconds.withLock { now in
                    now += 1
                    return WallTime(milliseconds: now)
                }
            })
    }
}

/// Holds back threads until it is opened.
final class Latch: Sendable {
    private let condition = Condition()
    private let isOpen = Mutex(false)

    func open() {
        isOpen.withLock { $0 = true }
        condition.signal()
    }

    func pass() {
        while true {
            let ticket = condition.ticket()
            guard !isOpen.withLock({ $0 }) else { return }
            condition.wait(since: ticket)
        }
    }
}

/// A log in a folder of its own.
struct LogFixture {
    let folder: TemporaryFolder
    let clock = TestClock()
    let place: LogPlace
    var options = AuditLogOptions()

    init(tenant: String = "acme", folder: TemporaryFolder? = nil) throws {
        self.folder = try folder ?? TemporaryFolder()
        place = try LogPlace(tenant: try #require(TenantID(tenant)), in: self.folder.data)
    }

    func open(start: Bool = true) throws -> AuditLog {
        let log = try AuditLog(place, clock: clock.clock, options: options)
        if start { try log.start(version: "test") }
        return log
    }

    /// A connection to change the store behind the log's back.
    func vandal() throws -> SQLiteDatabase { try SQLiteDatabase(path: place.database) }

    func verify(key: VerifierKey? = nil, checkpoints: [[UInt8]] = []) throws -> VerificationReport {
        try LogVerifier(place, key: key, checkpoints: checkpoints).verify()
    }
}

func id<Kind>(_ text: String) -> Identifier<Kind> {
    guard let id = Identifier<Kind>(text) else { preconditionFailure("no id") }
    return id
}

func digest(_ text: String) -> [UInt8] { SHA256.hash([UInt8](text.utf8)) }

/// Tells the story of calls to a log, step by step, with every step replaceable by a wrong one.
struct Story {
    let log: AuditLog
    let clock: TestClock
    let session: String
    let call: String
    var arguments: [UInt8]

    init(_ log: AuditLog, _ clock: TestClock, session: String = "s1", call: String = "c1") {
        (self.log, self.clock, self.session, self.call) = (log, clock, session, call)
        arguments = digest("arguments of \(call)")
    }

    var scope: AuditScope { AuditScope(session: id(session), turn: id("turn1"), request: id("request1")) }

    func append(_ event: AuditEvent) throws -> AuditReceipt { try log.appendBlocking(AuditRecord(event, scope: scope)) }

    func authenticate() throws -> AuditReceipt {
        let event = AuditEvent.authenticationAccepted(
            method: "api-key", principal: "key:k1", assurance: 1, key: id("k1"))
        return try log.appendBlocking(AuditRecord(event, scope: AuditScope(request: id("request1"))))
    }

    func open(_ authentication: AuditReceipt) throws -> AuditReceipt {
        try append(
            .sessionOpened(
                agent: id("salon"), channel: "realtime", principal: "key:k1", assurance: 1, caller: digest("caller"),
                authentication: authentication))
    }

    func close(_ opened: AuditReceipt, reason: String = "hung-up") throws -> AuditReceipt {
        try append(.sessionClosed(reason: reason, turns: 2, calls: 1, opened: opened))
    }

    func decide(
        _ decision: AuditedDecision, level: Int = 0, digest: [UInt8]? = nil, tool: String = "refund"
    ) throws -> AuditReceipt {
        try append(
            .policyDecided(
                call: id(call), tool: id(tool), digest: digest ?? arguments, decision: decision, level: level,
                policyVersion: "v1", policies: ["platform.1", "tenant.2"], labels: ["caller"]))
    }

    func openGate(_ decision: AuditReceipt, gate: String = "g1", digest other: [UInt8]? = nil, level: Int = 1) throws
        -> AuditReceipt
    {
        let expires = WallTime(milliseconds: decision.time.milliseconds + 60_000)
        return try append(
            .gateOpened(
                gate: id(gate), call: id(call), tool: id("refund"), digest: other ?? arguments, level: level,
                expires: expires, readBack: digest("read-back"), challenge: digest("river seven"), decision: decision))
    }

    func confirm(_ opened: AuditReceipt, gate: String = "g1", digest other: [UInt8]? = nil, level: Int = 1) throws
        -> AuditReceipt
    {
        try append(
            .gateConfirmed(
                gate: id(gate), digest: other ?? arguments, level: level, method: "spoken", transcript: digest("yes"),
                audio: digest("audio"), scores: ["grammar 1", "open 1"], opened: opened))
    }

    func intend(
        _ decision: AuditReceipt, _ confirmation: AuditReceipt? = nil, level: Int = 0, gate: String? = nil,
        digest: [UInt8]? = nil, tool: String = "refund", version: String = "v1"
    ) throws -> AuditReceipt {
        try append(
            .toolIntended(
                call: id(call), tool: id(tool), toolVersion: "1", digest: digest ?? arguments, level: level,
                policyVersion: version, gate: gate.map { id($0) }, decision: decision, confirmation: confirmation))
    }

    func finish(_ intent: AuditReceipt, tool: String = "refund") throws -> AuditReceipt {
        try append(
            .toolFinished(
                call: id(call), tool: id(tool), disposition: .succeeded, result: digest("result"), status: 200,
                duration: .milliseconds(12), intent: intent))
    }

    /// A whole session with one gated call: eleven records, in order.
    @discardableResult
    func tell() throws -> AuditReceipt {
        let opened = try open(authenticate())
        let gate = try openGate(decide(.gate, level: 1), gate: "g-\(call)")
        let confirmation = try confirm(gate, gate: "g-\(call)")
        let intent = try intend(decide(.allow, level: 1), confirmation, level: 1, gate: "g-\(call)")
        _ = try append(.playbackInterrupted(heard: .milliseconds(1250), text: digest("heard")))
        _ = try finish(intent)
        _ = try append(.outputFiltered(rule: "card-number", action: "stop", text: digest("sentence")))
        return try close(opened)
    }
}

/// A sound, stopped log of three sessions and what lies beside them, with its key and last checkpoint as the tenant
/// would keep them.
struct SoundLog {
    let fixture: LogFixture
    let key: VerifierKey
    let checkpoint: [UInt8]
    let report: VerificationReport

    init(padding: Int = 0) async throws {
        fixture = try LogFixture()
        let log = try fixture.open()
        for number in 1...3 { try Story(log, fixture.clock, session: "s\(number)", call: "c\(number)").tell() }
        for number in 0..<padding {
            _ = try log.appendBlocking(AuditRecord(.limitReached(limit: "calls", value: number)))
        }
        _ = try log.appendBlocking(AuditRecord(.auditRead(reader: "reviewer", what: "list")))
        try await log.stop()
        key = log.verifier
        try fixture.vandal().checkpoint()
        checkpoint = try AuditReader(fixture.place).newestCheckpoint()
        report = try fixture.verify(key: key, checkpoints: [checkpoint])
    }
}
