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

extension SystemClock {
    /// Blocks the thread until then.
    package static func sleep(until instant: Instant) {
        let wait = instant - now()
        guard wait > .zero else { return }
        var time = timespec(
            tv_sec: Int(wait.nanoseconds / 1_000_000_000), tv_nsec: Int(wait.nanoseconds % 1_000_000_000))
        _ = unsafe nanosleep(&time, nil)
    }
}
