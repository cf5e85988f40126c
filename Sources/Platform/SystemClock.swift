import CLinux
import Glibc
import Primitives

/// The machine's clocks.
package enum SystemClock {
    /// `CLOCK_MONOTONIC`.
    package static func now() -> Instant { Instant(nanoseconds: read(CLOCK_MONOTONIC)) }

    /// `CLOCK_REALTIME`.
    package static func wall() -> WallTime { WallTime(milliseconds: read(CLOCK_REALTIME) / 1_000_000) }

    /// Both, as a value to pass in.
    package static let clock = Clock(now: { now() }, wall: { wall() })

    private static func read(_ clock: clockid_t) -> Int64 {
        var reading = timespec()
        _ = unsafe clock_gettime(clock, &reading)
        return Int64(reading.tv_sec) * 1_000_000_000 + Int64(reading.tv_nsec)
    }
}
