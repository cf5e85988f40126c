import Limits
import Primitives
import Testing

@Suite("Rates")
struct RateTableTests {
    @Test(
        "a bucket allows its burst, then one per interval, over any sequence of times",
        arguments: [1, 2, 3] as [UInt64])
    func bucketAgainstModel(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let rate = Rate(burst: 5, interval: .milliseconds(100))
        var bucket = TokenBucket(at: .zero)
        var (now, tokens) = (Int64(0), 5_000_000_00.0)
        for _ in 0..<2000 {
            let pause = Int64.random(in: 0..<120_000_000, using: &generator)
            now += pause
            tokens = min(500_000_000, tokens + Double(pause))
            let allowed = bucket.wait(rate, at: Instant(nanoseconds: now)) == nil
            #expect(allowed == (tokens >= 100_000_000), "seed \(seed)")
            if allowed {
                tokens -= 100_000_000
                bucket.take(rate, at: Instant(nanoseconds: now))
            }
        }
    }

    @Test("keys don't share their rate")
    func keys() {
        var table = RateTable<String>(Rate(2, per: .seconds(10)))
        #expect(table.take("a", at: .zero) == nil)
        #expect(table.take("a", at: .zero) == nil)
        #expect(table.take("a", at: .zero) == .seconds(5))
        #expect(table.take("b", at: .zero) == nil)
        #expect(table.wait("a", at: Instant.zero + .seconds(5)) == nil)
    }

    @Test("a flood of keys doesn't grow the table, and a key that keeps acting is not forgotten")
    func flood() {
        var table = RateTable<Int>(Rate(3, per: .seconds(3000)), limit: 100)
        for _ in 0..<3 { table.count(-1, at: .zero) }
        for key in 0..<10_000 {
            _ = table.take(key, at: .zero)
            if key % 20 == 0 { table.count(-1, at: .zero) }
            #expect(table.count <= 100)
        }
        #expect(table.wait(-1, at: .zero) != nil)
    }

    @Test("failures beyond the rate don't lengthen the wait for ever")
    func noEndlessLockout() {
        var table = RateTable<String>(Rate(2, per: .seconds(10)))
        for _ in 0..<1000 { table.count("a", at: .zero) }
        #expect(table.wait("a", at: .zero) == .seconds(5))
    }

    @Test("a key that comes back from the older generation owes what it owed")
    func generations() {
        var table = RateTable<Int>(Rate(2, per: .seconds(10)), limit: 4)
        for _ in 0..<2 { table.count(0, at: .zero) }
        for key in 1...2 { table.count(key, at: .zero) }
        #expect(table.wait(0, at: .zero) == .seconds(5))
        table.count(0, at: .zero)
        #expect(table.wait(0, at: .zero) == .seconds(5))
    }

    @Test("addresses count by their network")
    func addresses() {
        #expect(AddressBlock("192.0.2.1") != AddressBlock("192.0.2.2"))
        #expect(AddressBlock("::ffff:192.0.2.1") == AddressBlock("192.0.2.1"))
        #expect(AddressBlock("2001:db8::1") == AddressBlock("2001:DB8:0:0:ffff:1:2:3"))
        #expect(AddressBlock("2001:db8::1") != AddressBlock("2001:db8:0:1::1"))
        #expect(AddressBlock("fe80::1%eth0") == AddressBlock("fe80::2"))
        #expect(AddressBlock("::") == AddressBlock("::1"))
        for odd in ["", ":", ":::", "1.2.3", "1.2.3.256", "1::2::3", "g::", "1:2:3:4:5:6:7:8:9", "+1::", "1.2.3.4.5"] {
            #expect(AddressBlock(odd) == AddressBlock("what"), "\(odd)")
        }
    }
}
