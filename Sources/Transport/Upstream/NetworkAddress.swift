/// An IPv4 or IPv6 address as a number, with the text form that libcurl takes.
package enum NetworkAddress: Hashable, Sendable, CustomStringConvertible {
    /// IPv4; the first octet is the highest byte.
    case v4(UInt32)
    /// IPv6; the first eight bytes and the last eight.
    case v6(high: UInt64, low: UInt64)

    /// The IPv4 address of those four octets.
    package static func v4(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) -> NetworkAddress {
        .v4(UInt32(first) << 24 | UInt32(second) << 16 | UInt32(third) << 8 | UInt32(fourth))
    }

    /// Dotted decimal, or eight groups of hexadecimal digits without abbreviation.
    package var description: String {
        switch self {
        case .v4(let number):
            stride(from: 24, through: 0, by: -8).map { String(number >> UInt32($0) & 255) }.joined(separator: ".")
        case .v6(let high, let low):
            [high, low].flatMap { half in
                stride(from: 48, through: 0, by: -16).map { String(half >> UInt64($0) & 0xFFFF, radix: 16) }
            }.joined(separator: ":")
        }
    }

    /// The address as it stands in a URL or a libcurl option: IPv6 in brackets.
    var bracketed: String {
        switch self {
        case .v4: description
        case .v6: "[\(description)]"
        }
    }
}
