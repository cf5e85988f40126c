import Primitives

/// Decides whether a call may start. Pure: reserve before the call, release after it; nothing in between can overshoot.
package struct AdmissionStateMachine: Sendable {
    private struct Usage {
        var calls = 0
        var starts: TokenBucket
        /// The rate that `starts` was counted by.
        var rate: Rate
    }

    private static let hint = Duration.seconds(5)

    private let platform: AdmissionLimits
    private let tenantLimit: Int
    private var total: Usage
    private var tenants: [TenantID: Usage] = [:]

    /// Nothing runs yet. `platform` holds for all tenants together; at most `tenantLimit` tenants are remembered.
    package init(platform: AdmissionLimits, tenantLimit: Int = 65_536, at now: Instant) {
        self.platform = platform
        self.tenantLimit = tenantLimit
        total = Usage(starts: TokenBucket(at: now), rate: platform.callStarts)
    }

    /// Calls that run now, of everyone.
    package var calls: Int { total.calls }

    /// Calls of a tenant that run now.
    package func calls(of tenant: TenantID) -> Int { tenants[tenant]?.calls ?? 0 }

    /// Takes a place for a call of `tenant`, whose own limits are `limits`; says why not when there is none. A refused
    /// call uses up nothing. A tenant whose rate was changed begins it anew.
    package mutating func reserve(
        _ tenant: TenantID, limits: AdmissionLimits, at now: Instant
    ) throws(AdmissionRefusal) {
        var usage = tenants[tenant] ?? Usage(starts: TokenBucket(at: now), rate: limits.callStarts)
        if usage.rate != limits.callStarts {
            usage.starts = TokenBucket(at: now)
            usage.rate = limits.callStarts
        }
        try Self.check(usage, limits, at: now, calls: .tenantConcurrentCalls, starts: .tenantCallStarts)
        try Self.check(total, platform, at: now, calls: .platformConcurrentCalls, starts: .platformCallStarts)
        try makeRoom(for: tenant, at: now)
        usage.calls += 1
        usage.starts.take(limits.callStarts, at: now)
        tenants[tenant] = usage
        total.calls += 1
        total.starts.take(platform.callStarts, at: now)
    }

    /// Gives back the place of a call that ended.
    package mutating func release(_ tenant: TenantID) {
        guard let calls = tenants[tenant]?.calls, calls > 0 else { return }
        tenants[tenant]?.calls -= 1
        total.calls -= 1
    }

    private static func check(
        _ usage: Usage, _ limits: AdmissionLimits, at now: Instant, calls: AdmissionRefusal.Limit,
        starts: AdmissionRefusal.Limit
    ) throws(AdmissionRefusal) {
        guard usage.calls < limits.concurrentCalls else { throw AdmissionRefusal(limit: calls, retryAfter: hint) }
        if let wait = usage.starts.wait(limits.callStarts, at: now) {
            throw AdmissionRefusal(limit: starts, retryAfter: wait)
        }
    }

    /// Forgets tenants of which there is nothing to remember, when there are too many.
    private mutating func makeRoom(for tenant: TenantID, at now: Instant) throws(AdmissionRefusal) {
        guard tenants.count >= tenantLimit, tenants[tenant] == nil else { return }
        tenants = tenants.filter { $0.value.calls > 0 || !$0.value.starts.isFull(at: now) }
        guard tenants.count < tenantLimit else {
            throw AdmissionRefusal(limit: .platformConcurrentCalls, retryAfter: Self.hint)
        }
    }
}
