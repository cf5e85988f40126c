import Glibc

/// Holds a data folder for one serving process until it is released or the process ends, however it ends.
package final class ServingLock: Sendable {
    private let descriptor: Int32

    /// Locks the file at `path` (flock(2)); throws `alreadyServed` when another process has it.
    init(path: String) throws(StorageError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EWOULDBLOCK ? .alreadyServed : .cannotOpen(code: code)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
