import Wire

/// Where requests may go. A value of the operator's and the tenant's making, never of a model's or a peer's.
///
/// Without allowances a request goes by https to a host on the list, at port 443 or the port that the entry names, and
/// only to addresses that are global.
package struct EgressRule: Sendable, Equatable {
    /// One host that may be reached, and the port if the entry names one.
    package struct Destination: Sendable, Equatable {
        /// A name or an address, in lower case, an IPv6 address without brackets.
        package let host: String
        /// The only port allowed; nothing means 443, and any port of this machine on a test network.
        package let port: UInt16?

        /// The destination that `text` spells: `api.example.com`, `api.example.com:8443`, `127.0.0.1:8080`,
        /// `[2001:db8::1]:443`. Nothing when the host is empty or holds another character, or the port is not 1 to 65535.
        package init?(_ text: String) {
            guard let (host, port) = Self.split(Array(text.utf8)), let name = Self.lowercased(host) else { return nil }
            var number: UInt16?
            if let port {
                guard let parsed = UInt16(String(decoding: port, as: UTF8.self)), parsed > 0 else { return nil }
                guard port.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
                number = parsed
            }
            self.host = name
            self.port = number
        }
    }

    /// The hosts that may be reached; at most `maximumDestinations`.
    package var destinations: [Destination]
    /// The operator runs a test network: plain http and any port of this machine's own loopback addresses, if the host is
    /// on the list.
    package var allowsPlainLoopback: Bool
    /// The operator's own servers live on private networks (RFC 1918, unique local): https to them is allowed, if the
    /// host is on the list. Link-local and metadata addresses stay out of reach.
    package var allowsPrivateNetworks: Bool

    /// The most hosts on one list.
    package static let maximumDestinations = 64

    /// A rule of those parts.
    package init(
        destinations: [Destination], allowsPlainLoopback: Bool = false, allowsPrivateNetworks: Bool = false
    ) {
        self.destinations = Array(destinations.prefix(Self.maximumDestinations))
        self.allowsPlainLoopback = allowsPlainLoopback
        self.allowsPrivateNetworks = allowsPrivateNetworks
    }

    /// A rule for hosts as text; nothing when one is not a host or there are more than `maximumDestinations`.
    package init?(hosts: [String], allowsPlainLoopback: Bool = false, allowsPrivateNetworks: Bool = false) {
        let destinations = hosts.compactMap(Destination.init)
        guard destinations.count == hosts.count, hosts.count <= Self.maximumDestinations else { return nil }
        self.init(
            destinations: destinations, allowsPlainLoopback: allowsPlainLoopback,
            allowsPrivateNetworks: allowsPrivateNetworks)
    }
}

/// Which part of a rule a request broke.
package enum EgressRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// Only https is allowed there.
    case scheme
    /// The host is not on the list.
    case host
    /// The port is not the one of the list.
    case port
    /// The host's name leads to an address of that kind, which is out of reach.
    case address(AddressReach)

    package var description: String {
        switch self {
        case .scheme: "only https is allowed"
        case .host: "the host is not on the list of egress hosts"
        case .port: "the port is not allowed for the host"
        case .address(let reach): "the host's address is out of reach (\(reach))"
        }
    }
}
