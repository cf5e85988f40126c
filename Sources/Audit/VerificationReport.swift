import MerkleLog
import Primitives
import Wire

/// One thing that is wrong with a log, and where.
package struct VerificationFailure: Sendable, Hashable, CustomStringConvertible {
    /// Where it is: `entry 17 (tool.intended)`, `checkpoint of 1024`, `tile 0/3`, `database`.
    package let place: String
    /// The entry, when it is one.
    package let index: UInt64?
    /// What is wrong, in words without contents.
    package let problem: String

    package var description: String { "\(place): \(problem)" }
}

/// What a check of a whole log proved, what it could not, and what is wrong.
package struct VerificationReport: Sendable, CustomStringConvertible {
    /// The most failures that are listed.
    package static let maximumFailures = 20

    /// The log, and the key it was checked with.
    package let origin: String, key: String
    /// The number of entries and of their bytes.
    package internal(set) var entries: UInt64 = 0, bytes: UInt64 = 0
    /// The root that the entries lead to.
    package internal(set) var root: TreeHash = .emptyTree
    /// The stored checkpoints, and those from outside, whose signature and root were checked.
    package internal(set) var checkpoints = 0, outsideCheckpoints = 0
    /// The stored hashes of the tree that were computed anew.
    package internal(set) var tiles = 0
    /// The times of the first and the last entry.
    package internal(set) var first: WallTime?, last: WallTime?
    /// What the records are about.
    package internal(set) var counts = SequenceCounts()
    /// What is still open at the end.
    package internal(set) var openSessions = 0, openGates = 0, openCalls = 0
    /// What the check could not prove.
    package internal(set) var notProved: [String] = []
    /// What is wrong, at most `maximumFailures`; empty when the log is sound.
    package internal(set) var failures: [VerificationFailure] = []
    /// Whether more is wrong than is listed.
    package internal(set) var hasMoreFailures = false

    /// Whether nothing is wrong.
    package var isSound: Bool { failures.isEmpty }

    init(origin: String, key: String) { (self.origin, self.key) = (origin, key) }

    mutating func fail(_ place: String, _ problem: String, index: UInt64? = nil) {
        guard failures.count < Self.maximumFailures else {
            hasMoreFailures = true
            return
        }
        failures.append(VerificationFailure(place: place, index: index, problem: problem))
    }

    /// What was proved, a sentence each.
    package var proved: [String] {
        guard isSound else { return [] }
        let stretch = first.flatMap { first in last.map { ", \(first.rfc3339) to \($0.rfc3339)" } } ?? ""
        return [
            "\(entries) entries (\(bytes) bytes) without a gap, each in canonical form and of a known kind\(stretch)",
            "\(checkpoints) stored and \(outsideCheckpoints) outside checkpoints: signatures and tree roots agree",
            "\(tiles) stored tree tiles agree with the entries",
            "\(counts.of(.sessionOpened)) sessions opened on accepted authentications, "
                + "\(counts.of(.sessionClosed)) closed",
            "\(counts.of(.toolIntended)) calls ran: \(counts.confirmedCalls) each on exactly one earlier, unexpired (to within 10 s), "
                + "unused confirmation of the same arguments; \(counts.ungatedCalls) that policy allowed without one",
            "\(counts.of(.toolFinished)) outcomes, each of an earlier intent; "
                + "\(counts.unknownOutcomes) of them unknown",
            "\(counts.of(.policyDecided)) policy decisions, \(counts.of(.gateOpened)) gates "
                + "(\(counts.of(.gateConfirmed)) confirmed, \(counts.of(.gateDeclined)) declined, "
                + "\(counts.of(.gateExpired)) expired)",
        ]
    }

    /// The report as lines of text.
    package var lines: [String] {
        var lines = ["log \(origin)", "key \(key)", "root \(Base64.encode(root.bytes)) at \(entries) entries"]
        lines += proved.map { "proved: \($0)" }
        lines += notProved.map { "not proved: \($0)" }
        lines += failures.map { "FAILED: \($0)" }
        if hasMoreFailures { lines.append("FAILED: and more") }
        lines.append(isSound ? "the log is sound" : "THE LOG IS NOT SOUND")
        return lines
    }

    package var description: String { lines.joined(separator: "\n") }

    /// The report for programs.
    package var json: JSON {
        let kinds = counts.kinds.sorted { $0.key.rawValue < $1.key.rawValue }
        return [
            "origin": JSON(origin), "key": JSON(key), "sound": JSON(isSound),
            "entries": JSON(Int64(clamping: entries)), "root": JSON(Base64.encode(root.bytes)),
            "checkpoints": JSON(checkpoints), "outside_checkpoints": JSON(outsideCheckpoints), "tiles": JSON(tiles),
            "kinds": .object(JSONObject(kinds.map { ($0.key.rawValue, JSON($0.value)) })),
            "open": ["sessions": JSON(openSessions), "gates": JSON(openGates), "calls": JSON(openCalls)],
            "proved": proved.field, "not_proved": notProved.field,
            "failures": .array(
                failures.map { failure in
                    var object: JSONObject = ["place": JSON(failure.place), "problem": JSON(failure.problem)]
                    object["index"] = failure.index.map { JSON(Int64(clamping: $0)) }
                    return .object(object)
                }),
        ]
    }
}
