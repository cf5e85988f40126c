import Glibc
import Primitives
import Transport
import Wire

/// The edge with one route that echoes WebSocket messages, on one loop: what `run` measures.
///
///     edge-echo PORT FOLDER    FOLDER keeps the certificate that the other server uses too
@main
enum EdgeEcho {
    static func main() async throws {
        guard CommandLine.arguments.count == 3, let port = UInt16(CommandLine.arguments[1]) else {
            print("usage: edge-echo PORT FOLDER")
            return
        }
        let identity = try TLSIdentity.loadOrCreate(folder: CommandLine.arguments[2])
        var configuration = EdgeConfiguration(address: "127.0.0.1", port: port, security: .tls(identity))
        configuration.limits.connectionsPerAddress = 20_000
        configuration.limits.pingInterval = .seconds(3600)
        configuration.limits.idleDeadline = .seconds(7200)
        let loops = try EventLoop.start(count: 1)
        let server = EdgeServer(configuration: configuration, loops: loops, handler: EchoRoute())
        try server.start()
        let line = Array("listening on \(server.port)\n".utf8)
        _ = unsafe write(1, line, line.count)  // `print` would keep it in a buffer
        while true { try await Task.sleep(for: .seconds(3600)) }
    }
}

/// Every request becomes a WebSocket.
struct EchoRoute: HTTPHandler {
    func bodyLimit(for head: HTTPRequestHead) -> Int { 0 }

    func answer(_ request: HTTPRequest, on loop: EventLoop) async -> HTTPAnswer {
        .upgrade(WebSocketUpgrade { EchoConnection($0) })
    }
}

/// Sends back what it gets.
actor EchoConnection: WebSocketHandler {
    private let connection: WebSocketConnection
    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe connection.loop.asUnownedSerialExecutor() }

    init(_ connection: WebSocketConnection) { self.connection = connection }

    func received(_ message: WebSocketMessage) {
        switch message {
        case .text(let bytes): connection.send(text: bytes)
        case .binary(let bytes): connection.send(binary: bytes)
        }
    }

    func drained() {}

    func closed(_ code: UInt16?) {}
}
