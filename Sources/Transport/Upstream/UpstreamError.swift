/// Why a request to another server brought no answer. Holds nothing that a peer sent.
package enum UpstreamError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The egress rule forbids it; nothing was sent.
    case forbidden(EgressRefusal)
    /// The request itself cannot be made: its URL or a header of it.
    case invalidRequest
    /// The host's name has no address.
    case unresolvable
    /// No address of the host accepted a connection in time.
    case unreachable
    /// The server's certificate or its side of TLS was refused.
    case untrusted
    /// The connection broke before the answer was whole.
    case broken
    /// The total deadline passed.
    case timedOut
    /// The answer is not HTTP.
    case malformed
    /// The answer is larger than the request allows.
    case tooLarge
    /// Too many requests of ours, or of name look-ups, are under way.
    case overloaded
    /// The request was cancelled.
    case cancelled
    /// The client was shut down.
    case closed

    package var description: String {
        switch self {
        case .forbidden(let refusal): "the request is not allowed to leave: \(refusal)"
        case .invalidRequest: "the request is not well formed"
        case .unresolvable: "the host's name has no address"
        case .unreachable: "the host cannot be reached"
        case .untrusted: "the host's identity could not be verified"
        case .broken: "the connection broke before the answer was whole"
        case .timedOut: "the host did not answer in time"
        case .malformed: "the host's answer is malformed"
        case .tooLarge: "the host's answer is too large"
        case .overloaded: "too many requests are under way"
        case .cancelled: "the request was cancelled"
        case .closed: "the client was shut down"
        }
    }
}
