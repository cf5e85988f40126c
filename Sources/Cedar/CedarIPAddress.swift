/// Cedar's `ipaddr`: an IPv4 or IPv6 address, or a range in CIDR form. Two are equal when address and prefix are.
package struct CedarIPAddress: Hashable, Sendable {
    /// The address as a number; an IPv4 address in the low 32 bits.
    let high: UInt64, low: UInt64
    /// How many leading bits name the range.
    let prefix: UInt8
    /// Whether it is an IPv6 address.
    let isIPv6: Bool

    init(high: UInt64, low: UInt64, prefix: UInt8, isIPv6: Bool) {
        (self.high, self.low, self.prefix, self.isIPv6) = (high, low, prefix, isIPv6)
    }

    /// The address or range that `text` spells. IPv4: four decimal numbers without leading zeros. IPv6: up to eight
    /// groups of hexadecimal digits, `::` once; no embedded IPv4.
    package init?(_ text: Text) {
        guard text.count <= 43 else { return nil }
        let parts = text.string.utf8.split(separator: 0x2F, maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first else { return nil }
        let isIPv6 = address.contains(0x3A)
        var prefix: Int64 = isIPv6 ? 128 : 32
        if parts.count == 2 {
            guard parts[1].count <= (isIPv6 ? 3 : 2), let number = decimalNumber(parts[1]), number <= prefix,
                parts[1].count == 1 || parts[1].first != 0x30
            else { return nil }
            prefix = number
        }
        guard let (high, low) = isIPv6 ? ipv6(address) : ipv4(address) else { return nil }
        self.init(high: high, low: low, prefix: UInt8(prefix), isIPv6: isIPv6)
    }

    /// Whether every address of this range lies in `other`.
    func isInRange(_ other: CedarIPAddress) -> Bool {
        guard isIPv6 == other.isIPv6, prefix >= other.prefix else { return false }
        let mask = other.mask
        return (high & mask.high, low & mask.low) == (other.high & mask.high, other.low & mask.low)
    }

    /// Whether it lies in 127.0.0.0/8, or is ::1.
    var isLoopback: Bool {
        isInRange(
            isIPv6
                ? CedarIPAddress(high: 0, low: 1, prefix: 128, isIPv6: true)
                : CedarIPAddress(high: 0, low: 0x7F00_0000, prefix: 8, isIPv6: false))
    }

    /// Whether it lies in 224.0.0.0/4 or ff00::/8.
    var isMulticast: Bool {
        isInRange(
            isIPv6
                ? CedarIPAddress(high: 0xFF00_0000_0000_0000, low: 0, prefix: 8, isIPv6: true)
                : CedarIPAddress(high: 0, low: 0xE000_0000, prefix: 4, isIPv6: false))
    }

    func order(_ other: CedarIPAddress) -> Int {
        if isIPv6 != other.isIPv6 { return isIPv6 ? 1 : -1 }
        if high != other.high { return compare(high, other.high) }
        return low != other.low ? compare(low, other.low) : compare(prefix, other.prefix)
    }

    private var mask: (high: UInt64, low: UInt64) {
        if !isIPv6 { return (0, prefix == 0 ? 0 : (0xFFFF_FFFF << (32 - UInt64(prefix))) & 0xFFFF_FFFF) }
        let bits = UInt64(prefix)
        return (
            bits == 0 ? 0 : UInt64.max << (64 - min(bits, 64)), bits <= 64 ? 0 : UInt64.max << (128 - bits)
        )
    }
}

private typealias Bytes = Substring.UTF8View

private func ipv4(_ text: Bytes) -> (high: UInt64, low: UInt64)? {
    let parts = text.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var address: UInt64 = 0
    for part in parts {
        guard part.count <= 3, let number = decimalNumber(part), number <= 255, part.count == 1 || part.first != 0x30
        else { return nil }
        address = address << 8 | UInt64(number)
    }
    return (0, address)
}

private func ipv6(_ text: Bytes) -> (high: UInt64, low: UInt64)? {
    var parts = text.split(separator: 0x3A, omittingEmptySubsequences: false)
    // "::" leaves empty parts; at an end it leaves two, of which one belongs to the outside. A lone ":" there is wrong.
    if let first = parts.first, first.isEmpty {
        guard parts.count >= 3, parts[1].isEmpty else { return nil }
        parts.removeFirst()
    }
    if parts.count >= 2, let last = parts.last, last.isEmpty {
        guard parts[parts.count - 2].isEmpty else { return nil }
        parts.removeLast()
    }
    let gaps = parts.indices.filter { parts[$0].isEmpty }
    guard gaps.count <= 1, gaps.isEmpty ? parts.count == 8 : parts.count <= 8 else { return nil }
    var groups: [UInt64] = []
    for part in parts {
        if part.isEmpty {
            groups += Array(repeating: 0, count: 9 - parts.count)
        } else {
            guard part.count <= 4, let group = hexadecimalNumber(part) else { return nil }
            groups.append(UInt64(group))
        }
    }
    let words = groups.reduce(into: (UInt64(0), UInt64(0))) { $0 = ($0.0 << 16 | $0.1 >> 48, $0.1 << 16 | $1) }
    return (words.0, words.1)
}
