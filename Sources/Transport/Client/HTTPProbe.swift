import Glibc
import Platform
import Primitives

/// Sends raw bytes to a server and reads what comes back: for tests, health checks and `sayso doctor`.
package final class HTTPProbe {
    private let stream: ClientStream
    /// The version of TLS and the application protocol that were agreed; nothing in plaintext.
    package let agreed: (version: String, application: String?)?

    /// Connects within `timeout`.
    package init(
        host: String, port: UInt16, security: ClientSecurity, timeout: Duration = .seconds(5)
    ) throws(ClientError) {
        stream = try ClientStream(host: host, port: port, security: security, deadline: SystemClock.now() + timeout)
        agreed = stream.agreed
    }

    /// Sends bytes as they are.
    package func send(_ bytes: [UInt8], timeout: Duration = .seconds(5)) throws(ClientError) {
        try stream.send(bytes, deadline: SystemClock.now() + timeout)
    }

    /// Ends this side; what the server says can still be read.
    package func finishSending() { shutdown(stream.descriptor, Int32(SHUT_WR)) }

    /// Reads until `isEnough` says so, the peer ends the stream, or `timeout` has passed. At most 16 MB.
    package func read(
        timeout: Duration = .seconds(5), until isEnough: ([UInt8]) -> Bool = { _ in false }
    ) -> (bytes: [UInt8], ended: Bool) {
        let deadline = SystemClock.now() + timeout
        var bytes: [UInt8] = []
        while bytes.count < 1 << 24, !isEnough(bytes) {
            guard ClientStream.waitReadable(stream.descriptor, until: deadline) else { return (bytes, false) }
            do throws(ClientError) { bytes += try stream.receive() } catch { return (bytes, true) }
        }
        return (bytes, false)
    }

    /// One exchange on a connection of its own: everything the server says until it ends the stream or `timeout` passes.
    package static func exchange(
        _ request: [UInt8], host: String, port: UInt16, security: ClientSecurity, timeout: Duration = .seconds(5)
    ) throws(ClientError) -> [UInt8] {
        let probe = try HTTPProbe(host: host, port: port, security: security, timeout: timeout)
        try probe.send(request, timeout: timeout)
        return probe.read(timeout: timeout).bytes
    }

    /// The status of an answer; 0 when the bytes do not begin like one.
    package static func status(of answer: [UInt8]) -> Int {
        let prefix = Array("HTTP/1.1 ".utf8)
        guard answer.starts(with: prefix), answer.count >= prefix.count + 3 else { return 0 }
        return Int(String(decoding: answer[prefix.count..<(prefix.count + 3)], as: UTF8.self)) ?? 0
    }
}
