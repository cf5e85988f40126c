import MerkleLog
import Primitives
import Testing
import Wire

@testable import Audit

/// A record of every kind, with every field that the kind knows.
private func makeRecord(_ kind: AuditKind) -> AuditRecord {
    var fields = JSONObject()
    for (name, field) in kind.table.required.merging(kind.table.optional, uniquingKeysWith: { first, _ in first }) {
        fields[name] =
            switch field {
            case .text: "a \"text\": \u{1F600}, \"sequence\":0, \"time\":0"
            case .number: 17
            case .flag: true
            case .digest: digest(name).field
            case .texts: ["one", "two"]
            }
    }
    if kind == .policyDecided { fields["decision"] = "deny" }
    let scope = AuditScope(session: id("s1"), turn: id("t1"), request: id("r1"))
    return AuditRecord(AuditEvent(kind, fields: fields), scope: scope, cites: [.emptyTree])
}

@Test("Every kind comes back from its entry as it went in, in canonical form", arguments: AuditKind.allCases)
func everyKindRoundTrips(kind: AuditKind) throws {
    let record = makeRecord(kind)
    let body = try EncodedRecord(record, tenant: "acme").entry(sequence: 4711, time: WallTime(milliseconds: 99))
    #expect(body == (try record.json(tenant: "acme", sequence: 4711, time: 99).canonical()))
    let entry = try AuditEntry(index: 4711, body: body, tenant: "acme")
    #expect(entry.kind == kind && entry.time.milliseconds == 99 && entry.session == "s1")
    #expect(JSON.object(entry.fields) == JSON.object(record.event.fields))
    #expect(entry.cites == record.cites)
    #expect(throws: EntryProblem.wrongSequence) { try AuditEntry(index: 4712, body: body, tenant: "acme") }
    #expect(throws: EntryProblem.wrongTenant) { try AuditEntry(index: 4711, body: body, tenant: "evil") }
}

@Test("A missing, unknown or ill-typed field makes an entry none of ours")
func oddFieldsAreRefused() throws {
    func problem(_ change: (inout JSONObject) -> Void) -> EntryProblem? {
        var fields = makeRecord(.gateConfirmed).event.fields
        change(&fields)
        let record = AuditRecord(AuditEvent(.gateConfirmed, fields: fields), scope: .none, cites: [])
        do throws(EntryProblem) {
            let body = (try? record.json(tenant: "acme", sequence: 0, time: 0).canonical()) ?? []
            _ = try AuditEntry(index: 0, body: body, tenant: "acme")
            return nil
        } catch {
            return error
        }
    }
    #expect(problem { _ in } == nil)
    #expect(problem { $0["digest"] = nil } == .missingField)
    #expect(problem { $0["mood"] = "good" } == .unknownField)
    #expect(problem { $0["digest"] = "ABC" } == .malformed)
    #expect(problem { $0["level"] = "1" } == .malformed)
    #expect(problem { $0["scores"] = [1] } == .malformed)
}

@Test("Bytes that are JSON of the right meaning but not canonical are refused")
func laxBytesAreRefused() throws {
    let body = try EncodedRecord(makeRecord(.limitReached), tenant: "acme").entry(
        sequence: 0, time: WallTime(milliseconds: 1))
    #expect(throws: EntryProblem.notCanonical) { try AuditEntry(index: 0, body: body + [0x20], tenant: "acme") }
    #expect(throws: EntryProblem.notJSON) { try AuditEntry(index: 0, body: [UInt8](body.dropLast()), tenant: "acme") }
    #expect(throws: EntryProblem.notJSON) { try AuditEntry(index: 0, body: [], tenant: "acme") }
}
