import Glibc
import Synchronization

/// The signals by which a process is asked to end. They are blocked in every thread and taken by one, so that nothing is
/// interrupted in the middle.
package enum Signals {
    private static let waiting = Mutex<[CheckedContinuation<Int32, Never>]>([])

    /// Blocks the ending signals, and ignores broken pipes. To be called before any other thread exists.
    package static func block() {
        var set = endings
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Takes signals on the calling thread for ever: the first goes to whoever waits in `ending`; with nobody there, and
    /// for a second one, the process ends at once with status 130.
    package static func take() -> Never {
        var set = endings
        while true {
            var number: Int32 = 0
            unsafe sigwait(&set, &number)
            let receivers = waiting.withLock { waiting in
                defer { waiting = [] }
                return waiting
            }
            if receivers.isEmpty { exit(130) }
            for receiver in receivers { receiver.resume(returning: number) }
        }
    }

    /// Waits for a signal that asks the process to end.
    package static func ending() async -> Int32 {
        await withCheckedContinuation { continuation in waiting.withLock { $0.append(continuation) } }
    }

    private static var endings: sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, SIGINT)
        unsafe sigaddset(&set, SIGTERM)
        return set
    }
}
