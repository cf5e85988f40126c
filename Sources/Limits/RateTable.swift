import Primitives
import Synchronization

/// Rates of many keys in bounded memory: two generations of buckets, the older of which is dropped when the younger is
/// full. A key that is seen often enough to matter is always in the younger one. Constant time per call.
package struct RateTable<Key: Hashable & Sendable>: Sendable {
    private let rate: Rate
    private let limit: Int
    private var young: [Key: TokenBucket] = [:]
    private var old: [Key: TokenBucket] = [:]

    /// A table that allows each key `rate` and remembers at most `limit` keys.
    package init(_ rate: Rate, limit: Int = 65_536) {
        self.rate = rate
        self.limit = max(2, limit)
    }

    /// How many keys are remembered.
    package var count: Int { young.count + old.count }

    /// How long until `key` may act; nothing when it may now. Counts nothing.
    package func wait(_ key: Key, at now: Instant) -> Duration? { (young[key] ?? old[key])?.wait(rate, at: now) }

    /// Counts one action of `key` when it may act; otherwise says how long until it may.
    package mutating func take(_ key: Key, at now: Instant) -> Duration? {
        if let wait = wait(key, at: now) { return wait }
        count(key, at: now)
        return nil
    }

    /// Counts one action of `key`, whether it may act or not. What comes on top of the rate doesn't lengthen the wait:
    /// others at the same address must not be locked out for ever.
    package mutating func count(_ key: Key, at now: Instant) {
        var bucket = young[key] ?? old.removeValue(forKey: key) ?? TokenBucket(at: now)
        if bucket.wait(rate, at: now) == nil { bucket.take(rate, at: now) }
        if young[key] == nil, young.count >= limit / 2 {
            old = young
            young = [:]
        }
        young[key] = bucket
    }
}

/// A `RateTable` for many threads.
package final class RateLimiter<Key: Hashable & Sendable>: Sendable {
    private let table: Mutex<RateTable<Key>>

    /// A limiter that allows each key `rate` and remembers at most `limit` keys.
    package init(_ rate: Rate, limit: Int = 65_536) { table = Mutex(RateTable(rate, limit: limit)) }

    /// How long until `key` may act; nothing when it may now. Counts nothing.
    package func wait(_ key: Key, at now: Instant) -> Duration? { table.withLock { $0.wait(key, at: now) } }

    /// Counts one action of `key` when it may act; otherwise says how long until it may.
    package func take(_ key: Key, at now: Instant) -> Duration? { table.withLock { $0.take(key, at: now) } }

    /// Counts one action of `key`, whether it may act or not.
    package func count(_ key: Key, at now: Instant) { table.withLock { $0.count(key, at: now) } }
}
