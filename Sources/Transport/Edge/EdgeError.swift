/// Why the edge cannot listen.
package enum EdgeError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The address is not a numeric IPv4 or IPv6 address.
    case addressMalformed
    /// The kernel refused the address or port; the value is `errno`.
    case cannotBind(Int32)
    /// The identity cannot be used.
    case identity(TLSError)
    /// A server without loops.
    case noLoops

    package var description: String {
        switch self {
        case .addressMalformed: "the listening address is not a numeric IPv4 or IPv6 address"
        case .cannotBind(let code): "the listening address cannot be bound (error \(code))"
        case .identity(let error): "the TLS identity cannot be used: \(error)"
        case .noLoops: "a server needs at least one loop"
        }
    }
}
