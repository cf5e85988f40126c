/// The opening handshake (RFC 6455, section 4).
package enum WebSocketHandshake {
    /// Why a request cannot become a WebSocket.
    package enum Refusal: Error, Sendable, Equatable, CustomStringConvertible {
        /// It does not ask for one as the RFC demands.
        case malformed
        /// It asks for a version other than 13.
        case version

        /// The answer: 400, or 426 that names the version.
        package var response: HTTPResponse {
            switch self {
            case .malformed: HTTPResponse(status: 400)
            case .version: HTTPResponse(status: 426, headers: [.webSocketVersion: "13"])
            }
        }

        package var description: String {
            switch self {
            case .malformed: "the request is not a WebSocket handshake"
            case .version: "the only WebSocket version spoken here is 13"
            }
        }
    }

    /// The value of `Sec-WebSocket-Accept` for a request that is a valid handshake. The parser has seen to it that an
    /// Upgrade field is `websocket`, on GET, with the option in Connection, and that no field of these is repeated.
    package static func accept(_ head: HTTPRequestHead) throws(Refusal) -> String {
        guard head.method == .get, head.fields[.upgrade] != nil, head.framing == .none else { throw .malformed }
        guard let version = head.fields[.webSocketVersion] else { throw .malformed }
        guard version.utf8.elementsEqual("13".utf8) else { throw .version }
        guard let key = head.fields[.webSocketKey], Base64.decode(key)?.count == 16 else { throw .malformed }
        return acceptValue(forKey: key)
    }

    /// The proof that the server read `key`.
    package static func acceptValue(forKey key: String) -> String {
        Base64.encode(SHA1.hash(Array("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)))
    }

    /// The subprotocols that a request offers, in its order; nothing when the list is malformed.
    package static func offeredSubprotocols(_ head: HTTPRequestHead) -> [String]? {
        var offered: [String] = []
        for value in head.fields.all(.webSocketProtocol) {
            for part in value.split(separator: ",", omittingEmptySubsequences: false) {
                let name = part.utf8.drop(while: HTTPByte.isWhitespace)
                let end = name.lastIndex { !HTTPByte.isWhitespace($0) }.map { name.index(after: $0) } ?? name.startIndex
                let token = Array(name[..<end])
                guard !token.isEmpty, token.allSatisfy(HTTPByte.isToken) else { return nil }
                offered.append(String(decoding: token, as: UTF8.self))
            }
        }
        return offered
    }

    /// The bytes of the answer that opens the WebSocket. No extension is ever agreed.
    package static func response(accept: String, subprotocol: HTTPFieldValue?, headers: HTTPFields) -> [UInt8] {
        let owned: [HTTPFieldName] = [
            .connection, .upgrade, .contentLength, .transferEncoding, .webSocketAccept, .webSocketProtocol,
            .webSocketExtensions,
        ]
        var text = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        text += "Sec-WebSocket-Accept: \(accept)\r\n"
        if let subprotocol { text += "Sec-WebSocket-Protocol: \(subprotocol.text)\r\n" }
        for field in headers.fields where !owned.contains(field.name) {
            text += "\(field.name.text): \(field.value.text)\r\n"
        }
        return Array("\(text)\r\n".utf8)
    }
}
