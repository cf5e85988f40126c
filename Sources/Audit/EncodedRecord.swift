import MerkleLog
import Primitives
import Wire

/// A record in canonical form (RFC 8785) with two gaps, for the sequence number and the time, so that producers do the
/// work of encoding and the one writer only joins bytes.
struct EncodedRecord: Sendable {
    let kind: AuditKind
    let session: String?
    let subject: String?
    private let beforeSequence: [UInt8]
    private let beforeTime: [UInt8]
    private let afterTime: [UInt8]

    /// The encoding of `record` in a tenant's log. Throws `AuditError.tooLarge` when it could not be an entry.
    init(_ record: AuditRecord, tenant: String) throws(AuditError) {
        try Self.checkFields(record.event)
        kind = record.event.kind
        session = record.scope.session?.text
        subject = kind.subjectField.flatMap { record.event.fields[$0]?.stringValue }
        guard let bytes = try? record.json(tenant: tenant, sequence: 0, time: 0).canonical() else {
            throw .tooLarge(bytes: .max)
        }
        guard bytes.count <= EntryBundle.maximumEntryBytes - 40 else { throw .tooLarge(bytes: bytes.count) }
        // A quote inside a JSON string is escaped, and both keys stand before `unmapped`: the first hit is the gap.
        guard let sequence = end(of: "\"sequence\":", in: bytes[...]),
            let time = end(of: "\"time\":", in: bytes[sequence...])
        else { throw .tooLarge(bytes: bytes.count) }
        beforeSequence = [UInt8](bytes[..<sequence])
        beforeTime = [UInt8](bytes[(sequence + 1)..<time])
        afterTime = [UInt8](bytes[(time + 1)...])
    }

    /// Holds the record to the table that readers hold it to, so that no caller can write what nobody will accept.
    private static func checkFields(_ event: AuditEvent) throws(AuditError) {
        do throws(FieldProblem) {
            try event.kind.table.check(event.fields)
        } catch {
            switch error {
            case .missing(let name), .unknown(let name), .malformed(let name): throw .unrecordable(field: name)
            }
        }
    }

    /// The number of bytes of the entry, short of its sequence number and time.
    var count: Int { beforeSequence.count + beforeTime.count + afterTime.count }

    /// The entry at that place and time.
    func entry(sequence: UInt64, time: WallTime) -> [UInt8] {
        var entry: [UInt8] = []
        entry.reserveCapacity(count + 40)
        entry += beforeSequence
        entry += String(sequence).utf8
        entry += beforeTime
        entry += String(time.milliseconds).utf8
        entry += afterTime
        return entry
    }
}

/// The position after the first occurrence of `pattern`.
private func end(of pattern: StaticString, in bytes: ArraySlice<UInt8>) -> Int? {
    let pattern = Array(pattern.description.utf8)
    var position = bytes.startIndex
    while position + pattern.count < bytes.endIndex {
        if bytes[position] == pattern[0], bytes[position..<position + pattern.count].elementsEqual(pattern) {
            return position + pattern.count
        }
        position += 1
    }
    return nil
}
