import CLinux
import Glibc
import Platform
import Primitives
import Synchronization

/// Looks names up, away from the loops, and remembers the answers for a short while. Says nothing about whether an
/// address may be used: `EgressRule` judges every address at every request.
package final class NameResolver: Sendable {
    private struct Entry {
        let addresses: [NetworkAddress]
        let expiry: Instant
    }

    /// The most names remembered, and the most addresses taken from one answer.
    package static let maximumNames = 256, maximumAddresses = 16

    private let find: @Sendable (String) throws(UpstreamError) -> [NetworkAddress]
    private let pool: WorkerPool
    private let lifetime: Duration
    private let now: @Sendable () -> Instant
    private let entries = Mutex<[String: Entry]>([:])

    /// A resolver that asks the system on `pool` and remembers answers for `lifetime`.
    package init(
        pool: WorkerPool, lifetime: Duration = .seconds(30), now: @escaping @Sendable () -> Instant = SystemClock.now,
        find: @escaping @Sendable (String) throws(UpstreamError) -> [NetworkAddress] = systemAddresses
    ) {
        self.pool = pool
        self.lifetime = lifetime
        self.now = now
        self.find = find
    }

    /// Finds the addresses of `host` and gives them to `done` once, at least one: at once when they are remembered (then
    /// it returns true), else later from a thread of the pool. Gives `unresolvable` or `overloaded` when there are none.
    func lookUp(
        _ host: String, then done: @escaping @Sendable (Result<[NetworkAddress], UpstreamError>) -> Void
    ) -> Bool {
        if let known = remembered(host) {
            done(.success(known))
            return true
        }
        do throws(WorkerPoolError) {
            try pool.submit { [self] in done(ask(host)) }
            return false
        } catch {
            done(.failure(.overloaded))
            return true
        }
    }

    private func ask(_ host: String) -> Result<[NetworkAddress], UpstreamError> {
        do throws(UpstreamError) {
            let addresses = try Array(find(host).prefix(Self.maximumAddresses))
            guard !addresses.isEmpty else { return .failure(.unresolvable) }
            remember(host, addresses)
            return .success(addresses)
        } catch {
            return .failure(error)
        }
    }

    private func remembered(_ host: String) -> [NetworkAddress]? {
        entries.withLock { entries in
            guard let entry = entries[host] else { return nil }
            guard now() < entry.expiry else {
                entries[host] = nil
                return nil
            }
            return entry.addresses
        }
    }

    private func remember(_ host: String, _ addresses: [NetworkAddress]) {
        let entry = Entry(addresses: addresses, expiry: now() + lifetime)
        entries.withLock { entries in
            if entries.count >= Self.maximumNames { entries.removeAll() }
            entries[host] = entry
        }
    }
}

/// The addresses that the system's resolver has for `host`, in its order of preference. Blocks.
@Sendable package func systemAddresses(of host: String) throws(UpstreamError) -> [NetworkAddress] {
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = AF_UNSPEC
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var first: UnsafeMutablePointer<addrinfo>?
    guard unsafe getaddrinfo(host, nil, &hints, &first) == 0, let head = unsafe first else { throw .unresolvable }
    defer { unsafe freeaddrinfo(head) }
    var addresses: [NetworkAddress] = []
    var next: UnsafeMutablePointer<addrinfo>? = unsafe head
    while let entry = unsafe next {
        if let address = unsafe NetworkAddress(entry.pointee.ai_addr), !addresses.contains(address) {
            addresses.append(address)
        }
        unsafe next = unsafe entry.pointee.ai_next
    }
    return addresses
}

extension NetworkAddress {
    /// The address in a socket address; nothing when the family is another.
    init?(_ socketAddress: UnsafePointer<sockaddr>?) {
        guard let socketAddress = unsafe socketAddress else { return nil }
        let raw = unsafe UnsafeRawPointer(socketAddress)
        switch unsafe Int32(socketAddress.pointee.sa_family) {
        case AF_INET:
            self = .v4(unsafe UInt32(bigEndian: raw.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        case AF_INET6:
            self = .v6(
                high: unsafe UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                low: unsafe UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self)))
        default: return nil
        }
    }
}
