import Platform
import Primitives

/// Sends requests to other servers from one event loop: HTTP/1.1 by libcurl, whose sockets and timer the loop drives.
/// Nothing is shared between clients of different loops but the resolver.
///
/// What an attacker would use is off: redirects, proxies, cookies, netrc, other protocols, content codings, HTTP/0.9.
/// Each request goes to one address that its own rule has allowed. Call `shutdown` before dropping a client.
package actor HTTPClient {
    /// What the operator decides about a client.
    package struct Configuration: Sendable {
        /// A PEM file of certificate authorities; nothing means the system's.
        package var authorities: String?
        /// The most requests under way at a time; further ones are refused.
        package var maximumRequests: Int
        /// The most idle connections kept.
        package var keptConnections: Int

        /// A configuration of those parts.
        package init(authorities: String? = nil, maximumRequests: Int = 256, keptConnections: Int = 64) {
            self.authorities = authorities
            self.maximumRequests = maximumRequests
            self.keptConnections = keptConnections
        }
    }

    /// The loop on which everything happens.
    package nonisolated let loop: EventLoop
    private let resolver: NameResolver
    private let configuration: Configuration
    private var multi: CurlMulti?
    private var watches: [Int32: IOWatch] = [:]
    private var timer: LoopTimer?
    /// How many requests are under way.
    package private(set) var requests = 0
    private var isShutDown = false
    /// The address that last worked for a host: kept connections belong to it.
    private var proven: [String: NetworkAddress] = [:]

    /// The most addresses of one host that are tried.
    private static let maximumAttempts = 3

    /// A client of that loop.
    package init(loop: EventLoop, resolver: NameResolver, configuration: Configuration = Configuration()) {
        self.loop = loop
        self.resolver = resolver
        self.configuration = configuration
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }

    /// Sends `request` and gives the whole answer, whatever its status.
    package func send(_ request: UpstreamRequest) async throws(UpstreamError) -> UpstreamResponse {
        let collector = AnswerCollector()
        try await run(request) { collector.take($0) }
        guard let head = collector.head else { throw .malformed }
        return UpstreamResponse(head: head, body: collector.body)
    }

    /// Sends `request` and gives the answer as it comes: the head, then chunks. Throws `UpstreamError`; ending the
    /// iteration cancels the request. What is not yet read is kept, at most the request's `maxResponseBytes`.
    package nonisolated func stream(_ request: UpstreamRequest) -> AsyncThrowingStream<UpstreamEvent, any Error> {
        AsyncThrowingStream { continuation in
            let task = Task(executorPreference: loop) { await self.feed(request, continuation) }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    /// Gives every request up with `closed`, closes all connections and refuses further requests.
    package func shutdown() {
        isShutDown = true
        multi?.cancelAll(.closed)
        multi?.watch = { _, _ in }
        multi?.wake = { _ in }
        multi = nil
        timer?.cancel()
        for watch in watches.values { watch.cancel() }
        watches = [:]
    }

    private func feed(
        _ request: UpstreamRequest, _ continuation: AsyncThrowingStream<UpstreamEvent, any Error>.Continuation
    ) async {
        do throws(UpstreamError) {
            try await run(request) { continuation.yield($0) }
            continuation.finish()
        } catch {
            continuation.finish(throwing: error)
        }
    }
}

extension HTTPClient {
    private func run(
        _ request: UpstreamRequest, deliver: @escaping (UpstreamEvent) -> Void
    ) async throws(UpstreamError) {
        guard !isShutDown else { throw .closed }
        guard requests < configuration.maximumRequests else { throw .overloaded }
        requests += 1
        defer { requests -= 1 }
        let end = SystemClock.now() + request.deadline
        let candidates = try await allowedAddresses(for: request, by: end)
        for address in candidates.prefix(Self.maximumAttempts) {
            do throws(UpstreamError) {
                return try await attempt(request, at: address, by: end, deliver: deliver)
            } catch {
                guard error == .unreachable else { throw error }
            }
        }
        throw SystemClock.now() < end ? .unreachable : .timedOut
    }

    /// The addresses of the request's host in the order to try, after the rule has passed every one of them.
    private func allowedAddresses(
        for request: UpstreamRequest, by end: Instant
    ) async throws(UpstreamError) -> [NetworkAddress] {
        guard let target = request.target else { throw .invalidRequest }
        do throws(EgressRefusal) { try request.rule.check(target) } catch { throw .forbidden(error) }
        let addresses = try await lookUp(target.host, by: end)
        for address in addresses {
            do throws(EgressRefusal) { try request.rule.check(address, of: target) } catch { throw .forbidden(error) }
        }
        guard let last = proven[target.host], addresses.contains(last) else { return addresses }
        return [last] + addresses.filter { $0 != last }
    }

    private func lookUp(_ host: String, by end: Instant) async throws(UpstreamError) -> [NetworkAddress] {
        let race = Race<[NetworkAddress]>()
        guard !resolver.lookUp(host, then: { race.finish($0) }) else { return try await race.outcome().get() }
        let timer = loop.schedule(after: end - SystemClock.now()) { race.finish(.failure(.timedOut)) }
        defer { timer.cancel() }
        return try await race.outcome().get()
    }

    private func attempt(
        _ request: UpstreamRequest, at address: NetworkAddress, by end: Instant,
        deliver: @escaping (UpstreamEvent) -> Void
    ) async throws(UpstreamError) {
        let left = end - SystemClock.now()
        guard left > .zero else { throw .timedOut }
        guard !Task.isCancelled else { throw .cancelled }
        let race = Race<Bool>()
        let transfer = try CurlTransfer(
            request, to: address, within: left, authorities: configuration.authorities, deliver: deliver,
            finished: { race.finish($0) })
        let multi = try engine()
        multi.start(transfer)
        let outcome = await race.outcome()
        self.multi?.cancel(transfer, .cancelled)
        _ = try outcome.get()
        remember(address, for: request)
    }

    private func remember(_ address: NetworkAddress, for request: UpstreamRequest) {
        guard let host = request.target?.host else { return }
        if proven.count >= NameResolver.maximumNames { proven = [:] }
        proven[host] = address
    }

    /// The libcurl handle, made on the loop at the first request.
    private func engine() throws(UpstreamError) -> CurlMulti {
        guard !isShutDown else { throw .closed }
        if let multi { return multi }
        let made = try CurlMulti(keptConnections: configuration.keptConnections)
        made.watch = { self.watch($0, $1) }
        made.wake = { self.wake(after: $0) }
        multi = made
        return made
    }

    private func watch(_ socket: Int32, _ interest: CurlInterest) {
        guard interest != .none else { return watches.removeValue(forKey: socket)?.cancel() ?? () }
        var events: IOEvents = []
        if interest.readable { events.insert(.readable) }
        if interest.writable { events.insert(.writable) }
        if let known = watches[socket] { return known.change(to: events) }
        watches[socket] = try? loop.watch(fd: socket, interest: events) { ready in
            let ended = !ready.isDisjoint(with: [.hungUp, .peerFinished])
            self.multi?.ready(
                socket, CurlInterest(readable: ready.contains(.readable) || ended, writable: ready.contains(.writable)),
                failed: ready.contains(.failed))
        }
    }

    private func wake(after milliseconds: Int?) {
        timer?.cancel()
        timer = milliseconds.map { delay in
            loop.schedule(after: .milliseconds(delay)) { self.assumeIsolated { $0.multi?.timeout() } }
        }
    }
}

/// The pieces of a whole answer.
private final class AnswerCollector {
    private(set) var head: UpstreamHead?
    private(set) var body: [UInt8] = []

    func take(_ event: UpstreamEvent) {
        switch event {
        case .head(let head): self.head = head
        case .chunk(let bytes): body += bytes
        }
    }
}
