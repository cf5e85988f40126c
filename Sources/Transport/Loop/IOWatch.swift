import CLinux

/// What a descriptor is ready for, or what one wants to know about it.
package struct IOEvents: OptionSet, Sendable, Hashable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Bytes, a connection, or the end of the stream can be read.
    package static let readable = IOEvents(rawValue: 0x001)
    /// Bytes can be written.
    package static let writable = IOEvents(rawValue: 0x004)
    /// The descriptor failed (`EPOLLERR`); always reported.
    package static let failed = IOEvents(rawValue: 0x008)
    /// Both directions are gone (`EPOLLHUP`); always reported.
    package static let hungUp = IOEvents(rawValue: 0x010)
    /// The peer sends no more (`EPOLLRDHUP`).
    package static let peerFinished = IOEvents(rawValue: 0x2000)
}

/// A descriptor that a loop watches. Used only on that loop, as the descriptor itself.
package final class IOWatch {
    /// The watched descriptor.
    package let descriptor: Int32
    /// What is watched for at present.
    package private(set) var interest: IOEvents
    let token: UInt64
    private weak var core: LoopCore?

    init(descriptor: Int32, interest: IOEvents, token: UInt64, core: LoopCore) {
        self.descriptor = descriptor
        self.interest = interest
        self.token = token
        self.core = core
    }

    /// Watches for something else from now on; an empty set still reports failures.
    package func change(to interest: IOEvents) {
        guard interest != self.interest else { return }
        self.interest = interest
        core?.change(self)
    }

    /// Ends the watch: the callback is not called again and is released. Idempotent.
    package func cancel() {
        core?.cancel(self)
        core = nil
    }
}
