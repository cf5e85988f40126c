import CLinux
import Glibc
import Platform
import Primitives

/// A connection of a blocking client, with or without TLS. One thread at a time.
@safe final class ClientStream {
    let descriptor: Int32
    private var tls: TLSSession?
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)

    /// Connects and shakes hands before `deadline`.
    init(host: String, port: UInt16, security: ClientSecurity, deadline: Instant) throws(ClientError) {
        descriptor = try Self.connect(host: host, port: port, deadline: deadline)
        do throws(TLSError) {
            guard let context = try security.context else { return }
            let isName = SocketAddress(host, port: 0) == nil
            tls = try TLSSession(connecting: context, serverName: isName ? host : nil)
        } catch { throw .tls(error) }
        try shakeHands(deadline: deadline)
        guard security.accepts(fingerprint: tls?.peerFingerprint) else { throw .tls(.certificateUnexpected) }
    }

    deinit {
        close(descriptor)
        unsafe input.deallocate()
        unsafe output.deallocate()
    }

    /// The version and application protocol that TLS agreed on.
    var agreed: (version: String, application: String?)? { tls?.agreed }

    /// Sends all of `bytes` before `deadline`.
    func send(_ bytes: [UInt8], deadline: Instant) throws(ClientError) {
        guard let tls else {
            return try unsafe bytes.span.withUnsafeBytes { (all) throws(ClientError) in
                try unsafe transmit(all, deadline)
            }
        }
        var sent = 0
        while sent < bytes.count {
            unsafe tls.lend(input: UnsafeRawBufferPointer(start: nil, count: 0), output: output)
            defer { tls.reclaim() }
            do throws(TLSError) {
                sent += try unsafe bytes.span.extracting(sent..<bytes.count).withUnsafeBytes {
                    (rest) throws(TLSError) in
                    try unsafe tls.write(rest)
                }
            } catch { throw .tls(error) }
            try transmitOutput(tls, deadline)
        }
    }

    /// Whether bytes can be received before `deadline`. Touches nothing but the descriptor.
    static func waitReadable(_ descriptor: Int32, until deadline: Instant) -> Bool {
        wait(descriptor, Int16(POLLIN), deadline)
    }

    /// What has arrived, without waiting; empty when that is nothing. Throws `broken(0)` at the end of the stream.
    func receive() throws(ClientError) -> [UInt8] {
        let count = unsafe recv(descriptor, input.baseAddress, input.count, 0)
        guard count > 0 else {
            if count < 0, errno == EAGAIN || errno == EINTR { return [] }
            throw .broken(count == 0 ? 0 : errno)
        }
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: input[..<count])
        guard let tls else { return unsafe Array(bytes) }
        unsafe tls.lend(input: bytes, output: output)
        defer { tls.reclaim() }
        return try decrypt(tls)
    }

    private func decrypt(_ tls: TLSSession) throws(ClientError) -> [UInt8] {
        var plain: [UInt8] = []
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_640, alignment: 16)
        defer { unsafe room.deallocate() }
        while true {
            let step: TLSSession.Step
            do throws(TLSError) { step = try unsafe tls.read(into: room) } catch { throw .tls(error) }
            switch step {
            case .bytes(let count): unsafe plain.append(contentsOf: room[..<count])
            case .needsMore: return plain
            case .ended:
                guard plain.isEmpty else { return plain }
                throw .broken(0)
            }
        }
    }

    private func shakeHands(deadline: Instant) throws(ClientError) {
        guard let tls else { return }
        var count = 0
        while true {
            unsafe tls.lend(input: UnsafeRawBufferPointer(rebasing: input[..<count]), output: output)
            defer { tls.reclaim() }
            let done: Bool
            do throws(TLSError) { done = try tls.handshake() } catch { throw .tls(error) }
            try transmitOutput(tls, deadline)
            if done { return }
            guard Self.waitReadable(descriptor, until: deadline) else { throw .timedOut }
            // Nothing follows the handshake in the same bytes: an HTTP server says nothing until it is asked.
            count = unsafe recv(descriptor, input.baseAddress, input.count, 0)
            if count < 0, errno == EAGAIN || errno == EINTR { count = 0 } else if count <= 0 { throw .broken(errno) }
        }
    }

    private func transmitOutput(_ tls: TLSSession, _ deadline: Instant) throws(ClientError) {
        let count = tls.takeOutput()
        try unsafe transmit(UnsafeRawBufferPointer(rebasing: output[..<count]), deadline)
    }

    private func transmit(_ bytes: UnsafeRawBufferPointer, _ deadline: Instant) throws(ClientError) {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe Glibc.send(
                descriptor, bytes.baseAddress.map { unsafe $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            if count >= 0 {
                sent += count
                continue
            }
            guard errno == EAGAIN || errno == EINTR else { throw .broken(errno) }
            guard Self.wait(descriptor, Int16(POLLOUT), deadline) else { throw .timedOut }
        }
    }

    private static func wait(_ descriptor: Int32, _ events: Int16, _ deadline: Instant) -> Bool {
        let left_ms = min(max(0, (deadline - SystemClock.now()).milliseconds + 1), 3_600_000)
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        return unsafe poll(&entry, 1, Int32(left_ms)) > 0
    }

    private static func connect(host: String, port: UInt16, deadline: Instant) throws(ClientError) -> Int32 {
        guard let address = SocketAddress(host, port: port) ?? resolve(host, port) else { throw .unknownHost }
        let family = address.bytes.count == 4 ? AF_INET : AF_INET6
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, type, 0)
        guard descriptor >= 0 else { throw .cannotConnect(errno) }
        Socket.set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        let status = unsafe address.withKernelForm { unsafe Glibc.connect(descriptor, $0, $1) }
        if status == 0 { return descriptor }
        let code = errno == EINPROGRESS ? finishConnecting(descriptor, deadline) : errno
        guard code == 0 else {
            close(descriptor)
            throw .cannotConnect(code)
        }
        return descriptor
    }

    private static func finishConnecting(_ descriptor: Int32, _ deadline: Instant) -> Int32 {
        guard wait(descriptor, Int16(POLLOUT), deadline) else { return ETIMEDOUT }
        var (code, length) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        _ = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
        return code
    }

    /// Asks the system for the name's first address. Blocks as long as the system's resolver does.
    private static func resolve(_ host: String, _ port: UInt16) -> SocketAddress? {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &found) == 0, let first = unsafe found else { return nil }
        defer { unsafe freeaddrinfo(found) }
        var storage = sockaddr_storage()
        let length = unsafe min(Int(first.pointee.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
        unsafe withUnsafeMutableBytes(of: &storage) { raw in
            unsafe raw.copyMemory(from: UnsafeRawBufferPointer(start: first.pointee.ai_addr, count: length))
        }
        let address = SocketAddress(storage)
        return SocketAddress(address.text, port: port)
    }
}
