extension EgressRule {
    /// What the rule needs to know of a URL.
    package struct Target: Sendable, Equatable {
        /// In lower case; an IPv6 address without brackets.
        package var host: String
        /// The port, given or implied by the scheme.
        package var port: UInt16
        /// https rather than http.
        package var isSecure: Bool

        /// A target of those parts.
        package init(host: String, port: UInt16, isSecure: Bool) {
            self.host = host
            self.port = port
            self.isSecure = isSecure
        }
    }

    /// Refuses a target that no address could make acceptable: before its name is resolved.
    package func check(_ target: Target) throws(EgressRefusal) {
        guard target.isSecure || allowsPlainLoopback else { throw .scheme }
        let entries = destinations.filter { $0.host.utf8.elementsEqual(target.host.utf8) }
        guard !entries.isEmpty else { throw .host }
        guard entries.contains(where: { isOpen(target.port, by: $0) }) else { throw .port }
    }

    /// Refuses an address that the target's name leads to. Every address of a name must pass: a name that mixes
    /// allowed and forbidden ones is an attack (DNS rebinding) or a mistake.
    package func check(_ address: NetworkAddress, of target: Target) throws(EgressRefusal) {
        let reach = AddressReach(of: address)
        switch reach {
        case .loopback where allowsPlainLoopback: return
        case .global, .privateNetwork:
            guard reach == .global || allowsPrivateNetworks else { throw .address(reach) }
            guard target.isSecure else { throw .scheme }
            let isNamed = destinations.contains { entry in
                entry.host.utf8.elementsEqual(target.host.utf8) && entry.port ?? 443 == target.port
            }
            guard isNamed else { throw .port }
        default: throw .address(reach)
        }
    }

    /// On a test network an entry without a port leaves the port open until the address proves to be loopback.
    private func isOpen(_ port: UInt16, by entry: Destination) -> Bool {
        if let only = entry.port { return only == port }
        return port == 443 || allowsPlainLoopback
    }
}

extension EgressRule.Destination {
    /// The host and the port of an entry; nothing when the brackets do not match or there is more than one colon.
    static func split(_ text: [UInt8]) -> (host: [UInt8], port: [UInt8]?)? {
        if text.first == UInt8(ascii: "[") {
            guard let end = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let host = Array(text[1..<end])
            let rest = text[(end + 1)...]
            guard host.contains(UInt8(ascii: ":")) else { return nil }
            if rest.isEmpty { return (host, nil) }
            return rest.first == UInt8(ascii: ":") ? (host, Array(rest.dropFirst())) : nil
        }
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map(Array.init)
        switch parts.count {
        case 1: return (parts[0], nil)
        case 2: return (parts[0], parts[1])
        default: return nil
        }
    }

    /// The host in lower case: 1 to 253 bytes of letters, digits, hyphens, dots and colons, beginning and ending with a
    /// letter, digit or colon.
    static func lowercased(_ host: [UInt8]) -> String? {
        guard (1...253).contains(host.count), let first = host.first, let last = host.last else { return nil }
        guard isWordByte(first) || first == 0x3A, isWordByte(last) || last == 0x3A else { return nil }
        guard host.allSatisfy({ isWordByte($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x3A }) else { return nil }
        return String(decoding: host.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
