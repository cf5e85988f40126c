import Wire

/// Why a blocking client failed.
package enum ClientError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The name has no address, or the address is malformed.
    case unknownHost
    /// No connection; the value is `errno`.
    case cannotConnect(Int32)
    /// The deadline passed.
    case timedOut
    /// The connection broke; the value is `errno`, or 0 when the peer ended it.
    case broken(Int32)
    /// TLS failed.
    case tls(TLSError)
    /// The server did not agree to a WebSocket; the value is its status, 0 for an answer that is not HTTP.
    case refused(status: Int)
    /// The WebSocket is closed; the value is the peer's code.
    case closed(UInt16?)
    /// The server broke RFC 6455.
    case malformed(WebSocketProtocolError)

    package var description: String {
        switch self {
        case .unknownHost: "the host is unknown"
        case .cannotConnect(let code): "the server cannot be reached (error \(code))"
        case .timedOut: "the server did not answer in time"
        case .broken(let code): "the connection broke (error \(code))"
        case .tls(let error): "\(error)"
        case .refused(let status): "the server refused the WebSocket (status \(status))"
        case .closed(let code): "the WebSocket is closed (code \(code.map(String.init) ?? "none"))"
        case .malformed(let error): "the server broke the WebSocket protocol: \(error)"
        }
    }
}
