import Platform
import Primitives
import Storage
import Telemetry
import Transport

/// A gateway that listens: loops, TLS and routes around a `Gateway`.
package struct RunningGateway: Sendable {
    /// The port it listens on.
    package let port: UInt16
    /// The SHA-256 of its certificate; empty without TLS.
    package let fingerprint: String
    /// What the operator should know at start-up: where it listens, and every protection that is off.
    package let notices: [String]
    private let gateway: Gateway
    private let server: EdgeServer
    private let loops: [EventLoop]

    /// Starts to listen. Throws what went wrong, in domain words.
    package init(_ gateway: Gateway, _ configuration: GatewayConfiguration, _ folder: DataFolder) throws {
        let count = configuration.loops > 0 ? configuration.loops : Processors.count
        loops = try EventLoop.start(count: count)
        let identity = try configuration.isPlaintext ? nil : Self.identity(configuration, folder)
        var edge = EdgeConfiguration(
            address: configuration.address, port: configuration.port,
            security: identity.map { .tls($0) } ?? .plaintext)
        edge.limits.connections = configuration.connections
        edge.limits.connectionsPerAddress = configuration.connectionsPerAddress
        let metrics = gateway.metrics
        edge.observer.refused = { reason in
            metrics.count(
                "sayso_edge_refused_total", "Connections and requests refused at the edge.", ["reason": reason.rawValue]
            )
        }
        edge.observer.opened = { metrics.add("sayso_connections", "Open connections.", [:], 1) }
        edge.observer.closed = { _, _ in metrics.add("sayso_connections", "Open connections.", [:], -1) }
        server = EdgeServer(configuration: edge, loops: loops, handler: Router(gateway: gateway))
        try server.start()
        self.gateway = gateway
        port = server.port
        fingerprint = identity?.fingerprint ?? ""
        notices = Self.notices(configuration, identity, port)
    }

    /// Tells the calls, lets what is in flight finish for a moment, writes the logs' ends.
    package func stop() async {
        await gateway.stop()
        await server.stop(grace: .seconds(2))
        for loop in loops { loop.stop() }
    }

    private static func identity(_ configuration: GatewayConfiguration, _ folder: DataFolder) throws -> TLSIdentity {
        if let certificate = configuration.certificate, let key = configuration.key {
            return try TLSIdentity(certificateFile: certificate, keyFile: key)
        }
        return try TLSIdentity.loadOrCreate(folder: folder.tls)
    }

    private static func notices(
        _ configuration: GatewayConfiguration, _ identity: TLSIdentity?, _ port: UInt16
    ) -> [String] {
        let scheme = identity == nil ? "http" : "https"
        var notices = [
            "\(Build.version) listens on \(scheme)://\(configuration.address):\(port), data in \(configuration.data)"
        ]
        if let identity, identity.isSelfSigned {
            notices.append("TLS is self-signed: clients must pin its fingerprint \(identity.fingerprint)")
        }
        if identity == nil { notices.append("TLS IS OFF: anyone on the way can listen and change what is said") }
        if configuration.allowsLoopbackTools {
            notices.append("tools and models on this machine are allowed: a test network")
        }
        return notices
    }
}

extension GatewayConfiguration.LogLevelName {
    /// The level itself.
    package var level: Log.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}
