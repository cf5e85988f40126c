import Primitives

/// How often something may happen: `burst` times at once, and then once per `interval`.
package struct Rate: Sendable, Hashable {
    /// How many may happen at once after a pause.
    package let burst: Int
    /// The time after which one more may happen.
    package let interval: Duration

    /// That burst (at least 1) and interval (at least 1 ns).
    package init(burst: Int, interval: Duration) {
        self.burst = max(1, burst)
        self.interval = max(interval, .nanoseconds(1))
    }

    /// `count` per `period`, all of them at once if need be.
    package init(_ count: Int, per period: Duration) {
        self.init(burst: count, interval: period / max(1, count))
    }
}

/// A token bucket in its equivalent form as a virtual schedule (the generic cell rate algorithm, ITU-T I.371): one
/// instant, no drift, no refill to run.
package struct TokenBucket: Sendable, Hashable {
    /// When the bucket will be full again.
    private var full: Instant

    /// A full bucket.
    package init(at now: Instant) { full = now }

    /// How long until one may happen; nothing when it may now.
    package func wait(_ rate: Rate, at now: Instant) -> Duration? {
        let ready = max(full, now) + rate.interval
        let allowance = rate.interval.nanoseconds.multipliedReportingOverflow(by: Int64(rate.burst))
        let latest = now + .nanoseconds(allowance.overflow ? .max : allowance.partialValue)
        return ready > latest ? ready - latest : nil
    }

    /// Counts one, whether it was allowed or not.
    package mutating func take(_ rate: Rate, at now: Instant) { full = max(full, now) + rate.interval }

    /// Whether it is as good as new.
    package func isFull(at now: Instant) -> Bool { full <= now }
}
