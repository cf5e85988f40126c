import Platform
import Primitives
import Wire

extension WebSocketClient {
    /// The client's side of the opening handshake (RFC 6455, section 4.1). Returns what came behind the answer.
    static func open(
        _ stream: ClientStream, host: String, port: UInt16, path: String, headers: HTTPFields, deadline: Instant
    ) throws(ClientError) -> [UInt8] {
        let key = Base64.encode((0..<16).map { _ in UInt8.random(in: 0...255) })
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        var request = "GET \(path) HTTP/1.1\r\nHost: \(name):\(port)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        request += "Sec-WebSocket-Key: \(key)\r\nSec-WebSocket-Version: 13\r\n"
        for field in headers.fields { request += "\(field.name.text): \(field.value.text)\r\n" }
        try stream.send(Array("\(request)\r\n".utf8), deadline: deadline)
        let (head, rest) = try readHead(stream, deadline)
        let status = HTTPProbe.status(of: head)
        let proof = Array("sec-websocket-accept: \(WebSocketHandshake.acceptValue(forKey: key))".lowercased().utf8)
        let lines = String(decoding: head, as: UTF8.self).lowercased().utf8.split(separator: 0x0A)
        let proven = lines.contains { $0.filter { $0 != 0x0D }.elementsEqual(proof) }
        guard status == 101, proven else { throw .refused(status: status == 101 ? 0 : status) }
        return rest
    }

    /// Reads up to the empty line; at most 64 KB.
    private static func readHead(
        _ stream: ClientStream, _ deadline: Instant
    ) throws(ClientError) -> ([UInt8], [UInt8]) {
        let end = Array("\r\n\r\n".utf8)
        var bytes: [UInt8] = []
        while bytes.count < 65_536 {
            guard ClientStream.waitReadable(stream.descriptor, until: deadline) else { throw .timedOut }
            do throws(ClientError) { bytes += try stream.receive() } catch {
                throw HTTPProbe.status(of: bytes) == 0 ? error : .refused(status: HTTPProbe.status(of: bytes))
            }
            let starts = bytes.indices.dropLast(3)
            if let found = starts.first(where: { bytes[$0..<($0 + 4)].elementsEqual(end) }) {
                return (Array(bytes[..<(found + 4)]), Array(bytes[(found + 4)...]))
            }
        }
        throw .refused(status: 0)
    }
}
