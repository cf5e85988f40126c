import Approval
import Audit
import MerkleLog
import Primitives
import Storage
import Testing

/// ThreatModel/T11-audit-tampering.md: somebody with the store changes what it says. `Tests/AuditTests/TamperTests.swift`
/// tries many more ways; here is what a reviewer would try first, on a log of real calls.
@Suite("T11 the log is changed")
struct T11AuditTamperingTests {
    let studio: Studio
    let checkpoint: [UInt8]

    /// A log with some decisions in it, stopped, and the checkpoint that a reviewer has kept.
    init() async throws {
        studio = try Studio()
        for day in 1...20 {
            _ = await studio.review(
                "find_slots", #"{"day":"2026-12-\#(day < 10 ? "0" : "")\#(day)"}"#, in: studio.scene())
        }
        _ = await studio.review("refund_payment", #"{"payment":"p-1002","amount":50000}"#, in: studio.scene())
        try await studio.log.stop()
        try SQLiteDatabase(path: studio.place.database).checkpoint()
        checkpoint = try AuditReader(studio.place).newestCheckpoint()
    }

    private func report() throws -> VerificationReport {
        try LogVerifier(studio.place, key: studio.log.verifier, checkpoints: [checkpoint]).verify()
    }

    @Test("the log as it was written is sound")
    func sound() throws {
        let report = try report()
        #expect(report.isSound, "\(report)")
        #expect(report.entries > 20)
    }

    @Test("one changed byte is found, and its entry named", arguments: [3, 9, 21])
    func changedByte(_ index: Int) throws {
        let database = try SQLiteDatabase(path: studio.place.database)
        var body: [UInt8] = try database.value("SELECT body FROM entry WHERE position = \(index)")
        body[body.count / 2] ^= 1
        try database.execute("UPDATE entry SET body = \(body) WHERE position = \(index)")
        let report = try report()
        #expect(!report.isSound)
        #expect(report.failures.contains { $0.index == UInt64(index) }, "\(report)")
    }

    @Test("a refusal that somebody removed is missed")
    func removed() throws {
        let database = try SQLiteDatabase(path: studio.place.database)
        try database.execute("DELETE FROM entry WHERE position = 15")
        #expect(try !report().isSound)
    }

    @Test("a cut tail contradicts the checkpoint that was kept outside")
    func cutTail() throws {
        let database = try SQLiteDatabase(path: studio.place.database)
        try database.execute("DELETE FROM entry WHERE position >= 18")
        #expect(try !report().isSound)
    }

    @Test("a log that another key has signed is another log")
    func otherKey() throws {
        let stranger = try Studio()
        #expect(try !LogVerifier(studio.place, key: stranger.log.verifier).verify().isSound)
    }

    @Test("when the log cannot be written, nothing is let through")
    func unwritable() async throws {
        let review = await studio.review("find_slots", #"{"day":"2026-12-24"}"#, in: studio.scene())
        #expect(review.ruling == .refused(.unrecorded, reason: ApprovalError.unrecorded.description))
        #expect(review.call == nil)
    }
}
