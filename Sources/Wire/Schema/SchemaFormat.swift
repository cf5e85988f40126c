/// The formats that are enforced. Where the standard makes them hints, a tool's argument must really be one.
enum SchemaFormat: String, Sendable, CaseIterable {
    case date
    case time
    case dateTime = "date-time"
    case email
    case uuid
    case ipv4
    case ipv6
    case uri

    /// Whether the text is of that format.
    func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return switch self {
        case .date: DateFormat.isDate(bytes[...])
        case .time: DateFormat.isTime(bytes[...])
        case .dateTime: DateFormat.isDateTime(bytes)
        case .email: EmailFormat.isAddress(bytes)
        case .uuid: Self.isUUID(bytes)
        case .ipv4: URLSyntax.isIPv4(bytes)
        case .ipv6: URLSyntax.isIPv6(bytes)
        case .uri: URIFormat.isURI(bytes)
        }
    }

    /// RFC 9562 section 4, of any version.
    private static func isUUID(_ bytes: [UInt8]) -> Bool {
        let groups = bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12] && groups.joined().allSatisfy { Hex.value(of: $0) != nil }
    }
}
