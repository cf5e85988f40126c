import Primitives
import Wire

/// Where a connection that speaks HTTP stands.
struct HTTPExchange {
    /// What the peer is sending.
    enum Stage {
        /// Nothing: the connection waits for its next request.
        case idle
        /// A head.
        case head
        /// A body.
        case body
    }

    var parser: HTTPRequestParser
    var stage = Stage.head
    /// The head whose body is being read, or whose request is being answered.
    var head: HTTPRequestHead?
    var requests = 0
    var task: Task<Void, Never>?
    var isParsing = false
    var willResume = false

    /// Whether no part of a request has arrived.
    var isIdle: Bool { !parser.isInsideRequest }
}
