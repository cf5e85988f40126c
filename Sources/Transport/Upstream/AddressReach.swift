/// What kind of network an address belongs to, by the IANA special-purpose address registries (RFC 6890 and successors).
/// An address that carries an IPv4 address inside is judged by the one inside.
package enum AddressReach: Sendable, Equatable, CaseIterable {
    /// Reachable across the internet.
    case global
    /// This machine: 127.0.0.0/8, ::1.
    case loopback
    /// A private network: RFC 1918, unique local, shared address space of carriers.
    case privateNetwork
    /// One link only: 169.254.0.0/16, fe80::/10. Clouds put their metadata services here.
    case linkLocal
    /// A metadata service of a cloud that does not live on a link-local address.
    case metadata
    /// Many receivers.
    case multicast
    /// No address: 0.0.0.0/8, ::.
    case unspecified
    /// Reserved, for documentation, benchmarks or protocols; nothing that a tool lives on.
    case reserved

    /// The reach of `address`.
    package init(of address: NetworkAddress) {
        switch address {
        case .v4(let number): self = Self.reach(v4: number)
        case .v6(let high, let low): self = Self.reach(high: high, low: low)
        }
    }

    private static func reach(v4 number: UInt32) -> AddressReach {
        for block in blocks where number >> UInt32(32 - block.bits) == block.prefix >> UInt32(32 - block.bits) {
            return block.reach
        }
        return .global
    }

    private static func reach(high: UInt64, low: UInt64) -> AddressReach {
        if high == 0 && low == 0 { return .unspecified }
        if high == 0 && low == 1 { return .loopback }
        if let inner = embedded(high: high, low: low) {
            let reach = reach(v4: inner.address)
            if reach != .global || inner.isWhole { return reach }
        }
        if high >> 54 == 0xFE80 >> 6 { return .linkLocal }
        if metadataServices.contains(.v6(high: high, low: low)) { return .metadata }
        if high >> 57 == 0xFC >> 1 { return .privateNetwork }
        if high >> 56 == 0xFF { return .multicast }
        return isOrdinary(high: high) ? .global : .reserved
    }

    /// Global unicast without the blocks for protocols (2001::/23, Teredo among them) and documentation.
    private static func isOrdinary(high: UInt64) -> Bool {
        let isUnicast = high >> 61 == 1
        let isProtocol = high >> 41 == 0x2001_0000 >> 9
        let isDocumentation = high >> 32 == 0x2001_0DB8 || high >> 44 == 0x3FFF0
        return isUnicast && !isProtocol && !isDocumentation
    }

    /// The IPv4 address inside, and whether packets go to just that one: IPv4-mapped, -compatible (RFC 4291) and
    /// -translated (RFC 2765), NAT64 (RFC 6052), 6to4 (RFC 3056), ISATAP (RFC 5214).
    private static func embedded(high: UInt64, low: UInt64) -> (address: UInt32, isWhole: Bool)? {
        let tail = UInt32(truncatingIfNeeded: low)
        switch (high, low >> 32) {
        case (0, 0xFFFF), (0x0064_FF9B_0000_0000, 0): return (tail, true)
        case (0, 0), (0, 0xFFFF_0000): return (tail, false)
        case (let high, _) where high >> 48 == 0x2002: return (UInt32(truncatingIfNeeded: high >> 16), false)
        case (_, let upper) where upper & 0xFDFF_FFFF == 0x0000_5EFE: return (tail, false)
        default: return nil
        }
    }

    private static let metadataServices: Set<NetworkAddress> = [
        .v6(high: 0xFD00_0EC2_0000_0000, low: 0x254), .v6(high: 0xFD20_00CE_0000_0000, low: 0x254),
    ]

    private struct Block {
        let prefix: UInt32, bits: Int, reach: AddressReach

        init(_ address: NetworkAddress, _ bits: Int, _ reach: AddressReach) {
            if case .v4(let number) = address { prefix = number } else { prefix = 0 }
            self.bits = bits
            self.reach = reach
        }
    }

    /// The first match counts, so the narrow metadata rows come before the wide ones.
    private static let blocks: [Block] = [
        Block(.v4(100, 100, 100, 200), 32, .metadata), Block(.v4(168, 63, 129, 16), 32, .metadata),
        Block(.v4(192, 0, 0, 192), 32, .metadata), Block(.v4(0, 0, 0, 0), 8, .unspecified),
        Block(.v4(10, 0, 0, 0), 8, .privateNetwork), Block(.v4(100, 64, 0, 0), 10, .privateNetwork),
        Block(.v4(127, 0, 0, 0), 8, .loopback), Block(.v4(169, 254, 0, 0), 16, .linkLocal),
        Block(.v4(172, 16, 0, 0), 12, .privateNetwork), Block(.v4(192, 0, 0, 0), 24, .reserved),
        Block(.v4(192, 0, 2, 0), 24, .reserved), Block(.v4(192, 88, 99, 0), 24, .reserved),
        Block(.v4(192, 168, 0, 0), 16, .privateNetwork), Block(.v4(198, 18, 0, 0), 15, .reserved),
        Block(.v4(198, 51, 100, 0), 24, .reserved), Block(.v4(203, 0, 113, 0), 24, .reserved),
        Block(.v4(224, 0, 0, 0), 4, .multicast), Block(.v4(240, 0, 0, 0), 4, .reserved),
    ]
}
