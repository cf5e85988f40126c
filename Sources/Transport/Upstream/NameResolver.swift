import CLinux
import Glibc
import Platform
import Primitives
import Synchronization

/// Looks names up, away from the loops, and remembers the answers for a short while. Says nothing about whether an
/// address may be used: `EgressRule` judges every address at every request.
package final class NameResolver: Sendable {
    typealias Answer = Result<[NetworkAddress], UpstreamError>

    private struct Entry {
        let addresses: [NetworkAddress]
        let expiry: Instant
    }

    private struct State {
        var entries: [String: Entry] = [:]
        /// Who waits for a look-up that is under way.
        var waiting: [String: [@Sendable (Answer) -> Void]] = [:]
    }

    /// The most names remembered, and the most addresses taken from one answer.
    package static let maximumNames = 256, maximumAddresses = 16
    /// The most requests that wait for one look-up.
    package static let maximumWaiting = 4096

    private let find: @Sendable (String) throws(UpstreamError) -> [NetworkAddress]
    private let pool: WorkerPool
    private let lifetime: Duration
    private let now: @Sendable () -> Instant
    private let state = Mutex(State())

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
    /// Requests for one name at the same time share one look-up.
    func lookUp(_ host: String, then done: @escaping @Sendable (Answer) -> Void) -> Bool {
        switch state.withLock({ state in join(&state, host, done) }) {
        case .known(let answer):
            done(answer)
            return true
        case .waiting: return false
        case .first: return !begin(host)
        }
    }

    private enum Place {
        case known(Answer)
        case waiting
        case first
    }

    private func join(_ state: inout State, _ host: String, _ done: @escaping @Sendable (Answer) -> Void) -> Place {
        if let entry = state.entries[host] {
            if now() < entry.expiry { return .known(.success(entry.addresses)) }
            state.entries[host] = nil
        }
        guard let others = state.waiting[host] else {
            guard state.waiting.count < Self.maximumNames else { return .known(.failure(.overloaded)) }
            state.waiting[host] = [done]
            return .first
        }
        guard others.count < Self.maximumWaiting else { return .known(.failure(.overloaded)) }
        state.waiting[host]?.append(done)
        return .waiting
    }

    /// Whether the pool took the look-up.
    private func begin(_ host: String) -> Bool {
        do throws(WorkerPoolError) {
            try pool.submit { [self] in finish(host, ask(host)) }
            return true
        } catch {
            finish(host, .failure(.overloaded))
            return false
        }
    }

    private func ask(_ host: String) -> Answer {
        do throws(UpstreamError) {
            let addresses = try Array(find(host).prefix(Self.maximumAddresses))
            return addresses.isEmpty ? .failure(.unresolvable) : .success(addresses)
        } catch {
            return .failure(error)
        }
    }

    /// Remembers a good answer and gives it to all who wait.
    private func finish(_ host: String, _ answer: Answer) {
        let waiting = state.withLock { state in
            if case .success(let addresses) = answer {
                if state.entries.count >= Self.maximumNames { state.entries = [:] }
                state.entries[host] = Entry(addresses: addresses, expiry: now() + lifetime)
            }
            return state.waiting.removeValue(forKey: host) ?? []
        }
        for done in waiting { done(answer) }
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
