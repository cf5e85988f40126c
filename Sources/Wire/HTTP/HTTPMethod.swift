/// The request methods that the edge knows. Every other one is answered with 501; there is no CONNECT and no TRACE.
package enum HTTPMethod: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"

    /// Whether a request of this method may carry a body. A body on GET or HEAD has no meaning and is how requests are
    /// smuggled past caches.
    package var allowsBody: Bool { self != .get && self != .head }
}
