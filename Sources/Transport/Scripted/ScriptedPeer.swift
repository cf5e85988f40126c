import CLinux
import Glibc
import Platform
import Primitives
import Synchronization

/// A TCP server on loopback that plays a script on every connection, byte for byte: what no well-behaved server would
/// do can be said with it. For tests of clients over a real socket; each connection has its own thread.
@safe package final class ScriptedPeer: Sendable {
    /// One step on a connection. After the last one the connection is closed.
    package enum Step: Sendable, Equatable, CustomStringConvertible {
        /// Reads one whole HTTP request (head, and as much content as `Content-Length` says).
        case receive
        /// Sends those bytes.
        case send([UInt8])
        /// Waits.
        case pause(Duration)
        /// Keeps the connection open without a word until the other side closes it.
        case hold
        /// Ends the connection with a reset.
        case reset

        package var description: String {
            switch self {
            case .receive: "receive"
            case .send(let bytes): "send \(bytes.count) bytes"
            case .pause(let duration): "pause \(duration)"
            case .hold: "hold"
            case .reset: "reset"
            }
        }

        /// Sends that text.
        package static func send(_ text: String) -> Step { .send(Array(text.utf8)) }
    }

    /// What happened on a connection, numbered from 1.
    package enum Event: Sendable, Equatable {
        /// A request arrived whole.
        case request(connection: Int, [UInt8])
        /// The other side closed the connection during a `hold` or a `receive`.
        case closed(connection: Int)
    }

    /// Requests longer than this are cut off.
    package static let maximumRequest = 16 << 20

    /// The port on 127.0.0.1.
    package let port: UInt16
    /// What happened, in order.
    package let events: AsyncStream<Event>
    private let listener: Int32
    private let continuation: AsyncStream<Event>.Continuation
    private let script: @Sendable (_ connection: Int) -> [Step]
    private let recorded = Mutex<[[UInt8]]>([])

    /// Listens on a port of the kernel's choice and plays `script` on each connection, numbered from 1. Throws the
    /// kernel's error number.
    package init(script: @escaping @Sendable (_ connection: Int) -> [Step]) throws(ScriptedPeerError) {
        (listener, port) = try Self.listen()
        (events, continuation) = AsyncStream.makeStream()
        self.script = script
        startThread(named: "scripted-peer") { [self] in accept() }
    }

    /// A peer that plays the same steps on each connection.
    package convenience init(steps: [Step]) throws(ScriptedPeerError) { try self.init { _ in steps } }

    /// The requests so far, in the order in which they were whole.
    package var requests: [[UInt8]] { recorded.withLock { $0 } }

    /// Stops listening; connections go on to their end.
    package func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        continuation.finish()
    }

    private func accept() {
        var number = 0
        while true {
            let socket = accept4(listener, nil, nil, Int32(SOCK_CLOEXEC.rawValue))
            guard socket >= 0 else { break }
            number += 1
            startThread(named: "scripted-\(number)") { [self, number] in play(on: socket, number) }
        }
        close(listener)
    }

    private func play(on socket: Int32, _ number: Int) {
        defer { close(socket) }
        for step in script(number) where !perform(step, on: socket, number) { return }
    }

    /// Whether the connection is still there.
    private func perform(_ step: Step, on socket: Int32, _ number: Int) -> Bool {
        switch step {
        case .receive:
            guard let request = Self.readRequest(socket) else { return closed(number) }
            recorded.withLock { $0.append(request) }
            continuation.yield(.request(connection: number, request))
            return true
        case .send(let bytes): return Self.write(bytes, to: socket)
        case .pause(let duration): return usleep(UInt32(clamping: duration.nanoseconds / 1000)) == 0
        case .hold:
            while Self.read(socket) != nil {}
            return closed(number)
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            _ = unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
            return false
        }
    }

    private func closed(_ number: Int) -> Bool {
        continuation.yield(.closed(connection: number))
        return false
    }
}

/// Why a scripted peer could not listen: the kernel's error number.
package struct ScriptedPeerError: Error, Sendable, Equatable {
    /// `errno`.
    package let code: Int32
}

extension ScriptedPeer {
    private static func listen() throws(ScriptedPeerError) -> (Int32, UInt16) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw ScriptedPeerError(code: errno) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                guard unsafe bind(socket, generic, length) == 0, Glibc.listen(socket, 128) == 0 else {
                    return Int32(-1)
                }
                return unsafe getsockname(socket, generic, &length)
            }
        }
        guard status == 0 else { throw ScriptedPeerError(code: errno) }
        return (socket, UInt16(bigEndian: address.sin_port))
    }

    /// One request; nothing when the connection ended before it was whole or it is too long.
    private static func readRequest(_ socket: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        var needed: Int?
        while bytes.count < maximumRequest {
            if needed == nil, let end = headEnd(bytes) { needed = end + contentLength(bytes[..<end]) }
            if let needed, bytes.count >= needed { return bytes }
            guard let more = read(socket) else { return nil }
            bytes += more
        }
        return nil
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int? {
        let mark: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        guard bytes.count >= 4 else { return nil }
        return (4...bytes.count).first { bytes[($0 - 4)..<$0].elementsEqual(mark) }
    }

    private static func contentLength(_ head: ArraySlice<UInt8>) -> Int {
        for line in head.split(separator: 0x0A) {
            let text = String(decoding: line, as: UTF8.self).lowercased()
            guard text.hasPrefix("content-length:") else { continue }
            return Int(text.dropFirst(15).filter { $0.isNumber }) ?? 0
        }
        return 0
    }

    /// The next bytes; nothing at the end of the connection.
    private static func read(_ socket: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private static func write(_ bytes: [UInt8], to socket: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
