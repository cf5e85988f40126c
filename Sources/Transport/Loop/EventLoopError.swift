import Glibc

/// Why a loop could not be started or could not watch a descriptor.
package enum EventLoopError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kernel gave no descriptor; the value is `errno`.
    case noDescriptor(Int32)
    /// The kernel does not watch this descriptor; the value is `errno`.
    case notWatchable(Int32)

    package var description: String {
        switch self {
        case .noDescriptor(let code): "the kernel gave no descriptor for an event loop (error \(code))"
        case .notWatchable(let code): "the kernel does not watch this descriptor (error \(code))"
        }
    }
}
