import MerkleLog
import Primitives
import Storage

/// Checks a whole log: every entry, every hash, every signature, and the order of what the entries say.
///
/// With the key and a checkpoint from outside the store it trusts nobody; with neither it can only show that the store
/// agrees with itself and says so. Memory: about 100 bytes an entry.
package struct LogVerifier {
    private let place: LogPlace
    private let key: VerifierKey?
    private let outside: [[UInt8]]

    /// A check of the log at `place`, with the key from a source that the owner of the store does not control, and with
    /// checkpoints (signed notes) that someone kept.
    package init(_ place: LogPlace, key: VerifierKey? = nil, checkpoints: [[UInt8]] = []) {
        self.place = place
        self.key = key
        outside = checkpoints
    }

    /// Runs the check. Blocking. Throws `AuditError` only when there is no log to look at; whatever is wrong with the
    /// log is in the report.
    package func verify() throws(AuditError) -> VerificationReport {
        let database = try reading { () throws(StorageError) in
            try SQLiteDatabase(path: place.database, options: SQLiteOptions(readOnly: true, create: false))
        }
        let identity = (try? LogStore.identity(database)) ?? []
        let stored = identity.count == 2 ? try? VerifierKey(identity[1]) : nil
        var report = VerificationReport(origin: place.origin, key: (key ?? stored)?.description ?? "none")
        checkIdentity(identity, &report)
        guard let key = key ?? stored else { return report }
        var pass = LogPass(place: place, key: key, database: database, report: report)
        do throws(StorageError) {
            try database.transaction { () throws(StorageError) in try pass.run(outside: outside) }
        } catch {
            pass.report.fail("database", "\(error)")
        }
        if let frame = WriteAheadLog(of: place.database).damagedFrame() {
            pass.report.fail(
                "write-ahead log, frame \(frame)",
                "it is damaged, and what was committed from there on is not read (tampering, or a power loss before "
                    + "the last commit was complete)")
        }
        noteLimits(&pass.report)
        return pass.report
    }

    private func checkIdentity(_ identity: [String], _ report: inout VerificationReport) {
        guard identity.count == 2 else { return report.fail("identity", "the store does not name its log and key") }
        if !identity[0].utf8.elementsEqual(place.origin.utf8) { report.fail("identity", "the store is of another log") }
        if (try? VerifierKey(identity[1])) == nil { report.fail("identity", "the store's key is malformed") }
        if let key, !key.description.utf8.elementsEqual(identity[1].utf8) {
            report.fail("identity", "the store names another key than the one given")
        }
    }

    private func noteLimits(_ report: inout VerificationReport) {
        if key == nil { report.notProved.append("that the key is the tenant's: it was taken from the store itself") }
        if outside.isEmpty {
            report.notProved.append(
                "that nothing newer existed: no checkpoint from a witness or the tenant was given to compare with")
        }
        if report.openSessions + report.openGates + report.openCalls > 0 {
            report.notProved.append(
                "how \(report.openSessions) sessions, \(report.openGates) gates and \(report.openCalls) calls end: "
                    + "still open")
        }
    }
}
