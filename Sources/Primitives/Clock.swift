/// Time as a value that is passed in: the real one comes from `Platform.SystemClock`, a test's from a variable.
package struct Clock: Sendable {
    /// The monotonic clock.
    package let now: @Sendable () -> Instant
    /// The civil clock.
    package let wall: @Sendable () -> WallTime

    /// A clock that reads those two functions.
    package init(now: @escaping @Sendable () -> Instant, wall: @escaping @Sendable () -> WallTime) {
        self.now = now
        self.wall = wall
    }
}
