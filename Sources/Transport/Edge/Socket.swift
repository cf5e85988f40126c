import CLinux
import Glibc

/// System calls on listening and accepted sockets.
enum Socket {
    /// A non-blocking socket that listens on `address` and shares it with the other loops' (`SO_REUSEPORT`).
    static func open(_ address: SocketAddress) throws(EdgeError) -> Int32 {
        let family = address.bytes.count == 4 ? AF_INET : AF_INET6
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw .cannotBind(errno) }
        set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        set(descriptor, SOL_SOCKET, SO_REUSEPORT, 1)
        if family == AF_INET6 { set(descriptor, Int32(IPPROTO_IPV6), 26, 0) }  // IPV6_V6ONLY: `::` takes IPv4 too
        let bound = unsafe address.withKernelForm { unsafe bind(descriptor, $0, $1) }
        guard bound == 0, listen(descriptor, 1024) == 0 else {
            let code = errno
            close(descriptor)
            throw .cannotBind(code)
        }
        return descriptor
    }

    /// The port the kernel gave.
    static func port(of descriptor: Int32) -> UInt16 {
        var (storage, length) = (sockaddr_storage(), socklen_t(MemoryLayout<sockaddr_storage>.size))
        _ = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        return SocketAddress(storage).port
    }

    /// The next connection and its peer; nothing when there is none, with `errno` saying why.
    static func accept(from descriptor: Int32) -> (Int32, SocketAddress)? {
        var (storage, length) = (sockaddr_storage(), socklen_t(MemoryLayout<sockaddr_storage>.size))
        let accepted = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe sayso_accept(descriptor, $0, &length)
            }
        }
        guard accepted >= 0 else { return nil }
        set(accepted, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        return (accepted, SocketAddress(storage))
    }

    /// Sets an option of one number; one that the kernel refuses is left as it is.
    static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        _ = unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// How many of `bytes` the kernel took: none when it has no room or the connection is gone.
    static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        max(0, unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)))
    }

    /// Closes and tells the peer and the kernel to forget what was still to be sent.
    static func abort(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        close(descriptor)
    }
}
