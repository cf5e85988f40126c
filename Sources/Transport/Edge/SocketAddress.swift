import CLinux
import Glibc

/// The address of a peer or a listener: IPv4 or IPv6 and a port.
struct SocketAddress: Sendable, Equatable {
    /// The address in network order: 4 bytes, or 16.
    let bytes: [UInt8]
    /// The port.
    let port: UInt16

    /// A numeric address; nothing when `text` is not one.
    init?(_ text: String, port: UInt16) {
        var (four, six) = (in_addr(), in6_addr())
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            bytes = unsafe withUnsafeBytes(of: &four) { unsafe Array($0) }
        } else if unsafe inet_pton(AF_INET6, text, &six) == 1 {
            bytes = unsafe withUnsafeBytes(of: &six) { unsafe Array($0) }
        } else {
            return nil
        }
        self.port = port
    }

    /// What the kernel filled in; an IPv4 address mapped into IPv6 becomes the IPv4 address.
    init(_ storage: sockaddr_storage) {
        let raw = unsafe withUnsafeBytes(of: storage) { unsafe Array($0.prefix(28)) }
        port = UInt16(raw[2]) << 8 | UInt16(raw[3])
        guard Int32(storage.ss_family) == AF_INET6 else {
            bytes = Array(raw[4..<8])
            return
        }
        let six = Array(raw[8..<24])
        let mapped = six[..<10].allSatisfy { $0 == 0 } && six[10] == 0xFF && six[11] == 0xFF
        bytes = mapped ? Array(six[12...]) : six
    }

    /// The numeric text without the port.
    var text: String {
        var buffer = [CChar](repeating: 0, count: 64)
        _ = unsafe inet_ntop(bytes.count == 4 ? AF_INET : AF_INET6, bytes, &buffer, 64)
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What counts as one client: an IPv4 address, or the /64 network of an IPv6 address.
    var client: [UInt8] { bytes.count == 4 ? bytes : Array(bytes.prefix(8)) }

    /// Lends the address in the kernel's form.
    func withKernelForm<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
        var storage = sockaddr_storage()
        let isFour = bytes.count == 4
        storage.ss_family = sa_family_t(isFour ? AF_INET : AF_INET6)
        unsafe withUnsafeMutableBytes(of: &storage) { raw in
            unsafe raw[2] = UInt8(port >> 8)
            unsafe raw[3] = UInt8(port & 0xFF)
            unsafe raw[(isFour ? 4 : 8)...].copyBytes(from: bytes)
        }
        let length = socklen_t(isFour ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size)
        return unsafe withUnsafePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }
}
