import Wire

/// What a field of a record may hold; readers and the checker refuse anything else.
enum AuditField {
    /// A short text that is not personal: an id, a version, a reason.
    case text
    /// An integer: a count, a level, a time or a span in milliseconds.
    case number
    /// Yes or no.
    case flag
    /// A SHA-256 digest as 64 lower-case hexadecimal digits.
    case digest
    /// Short texts, at most `maximumListItems`.
    case texts

    static let maximumTextBytes = 1024, maximumListItems = 256

    /// Whether `value` is of this kind.
    func admits(_ value: JSON) -> Bool {
        switch self {
        case .text: value.stringValue.map { $0.utf8.count <= Self.maximumTextBytes } ?? false
        case .number: value.int64Value != nil
        case .flag: value.boolValue != nil
        case .digest: value.stringValue.map(isDigest) ?? false
        case .texts:
            value.arrayValue.map { $0.count <= Self.maximumListItems && $0.allSatisfy(AuditField.text.admits) } ?? false
        }
    }
}

/// Whether the text is 64 lower-case hexadecimal digits.
func isDigest(_ text: String) -> Bool {
    text.utf8.count == 64
        && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
