import FoundationEssentials
import Glibc
import MerkleLog
import Platform
import Primitives
import Storage
import Testing

@testable import Audit

@Test("A whole story verifies, and the report counts what happened in it")
func soundLogVerifies() async throws {
    let sound = try await SoundLog()
    #expect(sound.report.isSound, "\(sound.report)")
    #expect(sound.report.counts.of(.sessionOpened) == 3)
    #expect(sound.report.counts.confirmedCalls == 3)
    #expect(sound.report.notProved.isEmpty)
    #expect(sound.report.lines.contains("the log is sound"))
    let blind = try sound.fixture.verify()
    #expect(blind.isSound)
    #expect(blind.notProved.count == 2)
}

@Test("Many producers get one place each, in the order of their durable commits")
func groupCommitKeepsOrder() async throws {
    let fixture = try LogFixture()
    let log = try fixture.open()
    let receipts = try await withThrowingTaskGroup(of: [AuditReceipt].self) { group in
        for producer in 0..<32 {
            group.addTask {
                var own: [AuditReceipt] = []
                for number in 0..<20 {
                    let event = AuditEvent.limitReached(limit: "producer \(producer)", value: number)
                    own.append(try await log.append(AuditRecord(event)))
                }
                return own
            }
        }
        var all: [[AuditReceipt]] = []
        for try await own in group { all.append(own) }
        return all
    }
    for own in receipts { #expect(own.map(\.index) == own.map(\.index).sorted()) }
    #expect(Set(receipts.joined().map(\.index)) == Set(1...640))
    let statistics = log.statistics
    #expect(statistics.appended == 641 - 1 && statistics.commits < statistics.appended)
    try await log.stop()
    let reader = try AuditReader(fixture.place)
    for receipt in receipts.joined() where receipt.index % 37 == 0 {
        #expect(try reader.entry(at: receipt.index).leaf == receipt.leaf)
    }
    #expect(try fixture.verify(key: log.verifier).isSound)
}

@Test("A full queue turns records away at once and loses none of those it took")
func fullQueueRefuses() async throws {
    var fixture = try LogFixture()
    let latch = Latch()
    fixture.options.queueRecords = 3
    fixture.options.committed = { _, _ in latch.pass() }
    let log = try fixture.open()
    let record = AuditRecord(.limitReached(limit: "calls"))
    let first = Task { try await log.append(record) }
    while log.statistics.commits == 0 { await Task.yield() }
    let waiting = (0..<3).map { _ in Task { try await log.append(record) } }
    while log.statistics.waiting < 3 { await Task.yield() }
    await #expect(throws: AuditError.backlogged) { try await log.append(record) }
    latch.open()
    var indices: Set = [try await first.value.index]
    for task in waiting { indices.insert(try await task.value.index) }
    #expect(indices == [1, 2, 3, 4])
    #expect(log.statistics.backlogged == 1)
    try await log.stop()
    await #expect(throws: AuditError.stopped) { try await log.append(record) }
}

@Test("A record that is larger than an entry may be, or a field than a field, is refused before it is queued")
func largeRecordIsRefused() async throws {
    let log = try LogFixture().open()
    let policies = (0..<256).map { _ in String(repeating: "x", count: 300) }
    let event = AuditEvent.policyDecided(
        call: id("c"), tool: id("t"), digest: digest("a"), decision: .deny, level: 0, policyVersion: "v",
        policies: policies)
    await #expect(throws: AuditError.self) { try await log.append(AuditRecord(event)) }
    let wordy = AuditEvent.limitReached(limit: String(repeating: "x", count: 1025))
    await #expect(throws: AuditError.unrecordable(field: "limit")) { try await log.append(AuditRecord(wordy)) }
    let short = AuditEvent.outputFiltered(rule: "r", action: "stop", text: [1, 2, 3])
    await #expect(throws: AuditError.unrecordable(field: "text")) { try await log.append(AuditRecord(short)) }
    #expect(log.statistics.failed == 0)
}

@Test("While the file is gone appends fail; once it is back they work again and nothing is missing")
func unlinkedFileRecovers() async throws {
    let fixture = try LogFixture()
    let log = try fixture.open()
    let record = AuditRecord(.limitReached(limit: "calls"))
    _ = try await log.append(record)
    let away = fixture.place.database + ".away"
    for suffix in ["", "-wal", "-shm"] {
        try FileManager.default.moveItem(atPath: fixture.place.database + suffix, toPath: away + suffix)
    }
    for _ in 0..<3 {
        do {
            _ = try await log.append(record)
            Issue.record("an append was acknowledged without a file")
        } catch {
            #expect(error == .unavailable(.unlinked))
        }
    }
    #expect(!log.statistics.isAvailable)
    for suffix in ["", "-wal", "-shm"] {
        try? FileManager.default.moveItem(atPath: away + suffix, toPath: fixture.place.database + suffix)
    }
    #expect(try await log.append(record).index == 2)
    #expect(log.statistics.isAvailable)
    try await log.stop()
    #expect(try fixture.verify(key: log.verifier).isSound)
}

@Test("An older copy put in the place of the file is not taken for the log")
func olderCopyIsRefused() async throws {
    let fixture = try LogFixture()
    let log = try fixture.open()
    let record = AuditRecord(.limitReached(limit: "calls"))
    _ = try await log.append(record)
    try fixture.vandal().checkpoint()
    let copy = try #require(FileManager.default.contents(atPath: fixture.place.database))
    _ = try await log.append(record)
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: fixture.place.database + suffix) }
    #expect(FileManager.default.createFile(atPath: fixture.place.database, contents: copy))
    await #expect(throws: AuditError.unavailable(.unlinked)) { try await log.append(record) }
    await #expect(throws: AuditError.rolledBack(known: 3, found: 2)) { try await log.append(record) }
}

@Test("A log whose file was removed is not begun again under its old key")
func removedLogIsNotBegunAgain() async throws {
    let fixture = try LogFixture()
    try await fixture.open().stop()
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: fixture.place.database + suffix) }
    #expect(throws: AuditError.logMissing) { try fixture.open() }
}

@Test("A log does not go on without its key, or with another's")
func keyIsNeeded() async throws {
    let fixture = try LogFixture()
    try await fixture.open().stop()
    let other = try LogFixture(tenant: "other", folder: fixture.folder)
    try await other.open().stop()
    try FileManager.default.removeItem(atPath: fixture.place.key)
    #expect(throws: AuditError.wrongKey) { try fixture.open() }
    try FileManager.default.copyItem(atPath: other.place.key, toPath: fixture.place.key)
    #expect(throws: AuditError.wrongKey) { try fixture.open() }
}

@Test("The key file is open to nobody else, and one that is open to others is refused")
func keyFileIsPrivate() async throws {
    let fixture = try LogFixture()
    try await fixture.open().stop()
    var status = stat()
    #expect(unsafe stat(fixture.place.key, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(unsafe chmod(fixture.place.key, 0o644) == 0)
    #expect(throws: AuditError.unavailable(.insecureFile)) { try fixture.open() }
}

@Test("A run that ended without a word is closed by the next start: outcome unknown, gate expired, session abandoned")
func orphansAreClosed() async throws {
    let fixture = try LogFixture()
    let first = try fixture.open()
    let story = Story(first, fixture.clock, session: "s1", call: "c1")
    _ = try story.open(story.authenticate())
    let intent = try story.intend(story.decide(.allow))
    let other = Story(first, fixture.clock, session: "s1", call: "c2")
    _ = try other.openGate(other.decide(.gate, level: 1))
    let second = try fixture.open()
    let reader = try AuditReader(fixture.place)
    let closing = try reader.list(AuditQuery(session: "s1")).entries.suffix(3)
    #expect(closing.map(\.kind) == [.toolFinished, .gateExpired, .sessionClosed])
    #expect(closing.first?.fields["disposition"]?.stringValue == "unknown")
    #expect(closing.first?.cites == [intent.leaf])
    #expect(closing.last?.fields["reason"]?.stringValue == "abandoned")
    try await second.stop()
    let report = try fixture.verify(key: second.verifier)
    #expect(report.isSound, "\(report)")
    #expect(report.counts.crashes == 1 && report.counts.unknownOutcomes == 1)
}

@Test("Two writers of one log never fork it")
func twoWritersShareALog() async throws {
    let fixture = try LogFixture()
    let (serving, command) = (try fixture.open(), try fixture.open(start: false))
    for number in 0..<300 {
        let log = number % 3 == 0 ? command : serving
        let record = AuditRecord(.adminChanged(actor: "operator", action: "create", entity: "key", name: "k\(number)"))
        #expect(try log.appendBlocking(record).index == UInt64(number + 1))
    }
    try await serving.stop()
    #expect(try fixture.verify(key: serving.verifier).isSound)
}

@Test("A step back of the clock is recorded as such, and the log stays sound")
func clockStepIsRecorded() async throws {
    let fixture = try LogFixture()
    let log = try fixture.open()
    fixture.clock.advance(.seconds(-3600))
    let receipt = try log.appendBlocking(AuditRecord(.limitReached(limit: "calls")))
    #expect(receipt.index == 2)
    #expect(try AuditReader(fixture.place).entry(at: 1).kind == .clockChanged)
    try await log.stop()
    let report = try fixture.verify(key: log.verifier)
    #expect(report.isSound && report.counts.clockChanges == 1, "\(report)")
}

@Test("A full database refuses records, and goes on when there is room again")
func fullDatabaseRecovers() async throws {
    var fixture = try LogFixture()
    fixture.options.maximumPages = 60
    let log = try fixture.open()
    var acknowledged: UInt64 = 1
    let record = AuditRecord(.limitReached(limit: String(repeating: "x", count: 900)))
    await #expect(throws: AuditError.unavailable(.full)) {
        for _ in 0..<2000 {
            _ = try await log.append(record)
            acknowledged += 1
        }
    }
    #expect(acknowledged > 10)
    fixture.options.maximumPages = 10_000
    let roomier = try fixture.open(start: false)
    #expect(try roomier.appendBlocking(record).index == acknowledged)
    #expect(try fixture.verify(key: log.verifier).isSound)
}

@Test("Every entry is shown with a proof that verifies offline; sizes are consistent with each other")
func readerProves() async throws {
    let sound = try await SoundLog(padding: 560)
    #expect(sound.report.isSound, "\(sound.report)")
    let reader = try AuditReader(sound.fixture.place)
    let size = try reader.size()
    for index in [0, 1, 30, 255, 256, 511, 512, size - 1] as [UInt64] {
        let proven = try reader.proven(at: index)
        let read = try #require(PortableProof(text: proven.proof.text))
        let checkpoint = try read.verify(
            entry: proven.entry.body, origin: sound.fixture.place.origin, keys: [sound.key])
        #expect(checkpoint.size == size)
    }
    #expect(throws: AuditError.notFound) { try reader.proven(at: size) }
    let roots = try [UInt64(300), size].map { size in
        try TileStore(database: sound.fixture.vandal()).tree(size: size).root
    }
    try reader.consistency(from: 300, to: size).verify(oldRoot: roots[0], newRoot: roots[1])
}

@Test("Listing finds by session, subject, kind and time, page by page")
func readerLists() async throws {
    let sound = try await SoundLog()
    let reader = try AuditReader(sound.fixture.place)
    #expect(try reader.list(AuditQuery(session: "s2")).entries.count == 10)
    #expect(
        try reader.list(AuditQuery(subject: "c2")).entries.map(\.kind) == [
            .policyDecided, .policyDecided, .toolIntended, .toolFinished,
        ])
    #expect(try reader.list(AuditQuery(kind: .gateConfirmed)).entries.count == 3)
    var (query, all) = (AuditQuery(), [UInt64]())
    query.limit = 7
    while true {
        let page = try reader.list(query)
        all += page.entries.map(\.index)
        guard let next = page.next else { break }
        query.after = next
    }
    #expect(all == Array(0..<sound.report.entries))
    let middle = try reader.entry(at: 10).time
    query = AuditQuery()
    query.until = middle
    #expect(try reader.list(query).entries.count == 10)
}
