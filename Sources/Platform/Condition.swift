import CLinux
import Glibc
import Primitives

/// A counter that threads can wait on: a waiter that took its ticket before a signal never misses it.
@safe package final class Condition: Sendable {
    private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private nonisolated(unsafe) let variable = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private nonisolated(unsafe) let signals = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)

    /// A condition nobody has signalled yet.
    package init() {
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(variable, &attributes)
        unsafe signals.initialize(to: 0)
    }

    deinit {
        unsafe pthread_cond_destroy(variable)
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
        unsafe variable.deallocate()
        unsafe signals.deallocate()
    }

    /// The number of signals so far: take it before looking at the state that the signal announces.
    package func ticket() -> UInt64 { locked { unsafe signals.pointee } }

    /// Blocks the thread until there has been a signal after `ticket` was taken.
    package func wait(since ticket: UInt64) {
        locked { while unsafe signals.pointee == ticket { unsafe pthread_cond_wait(variable, mutex) } }
    }

    /// Blocks the thread until there has been a signal after `ticket` was taken, or `deadline` has passed; false when it
    /// has. Beside a signal there may be other reasons to wake: look at the state again.
    package func wait(since ticket: UInt64, until deadline: Instant) -> Bool {
        var moment = timespec(
            tv_sec: Int(deadline.nanoseconds / 1_000_000_000), tv_nsec: Int(deadline.nanoseconds % 1_000_000_000))
        return locked {
            while unsafe signals.pointee == ticket {
                guard unsafe pthread_cond_timedwait(variable, mutex, &moment) != ETIMEDOUT else { return false }
            }
            return true
        }
    }

    /// Wakes every waiter.
    package func signal() {
        locked { unsafe signals.pointee &+= 1 }
        unsafe pthread_cond_broadcast(variable)
    }

    /// Wakes every waiter.
    package func broadcast() { signal() }

    private func locked<Value>(_ body: () -> Value) -> Value {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }
}
