import Glibc
import Identity
import Limits
import Platform
import Primitives
import Server
import Storage
import Telemetry
import Transport
import Wire
import YAML

extension Command {
    static let serve = CommandSpec(
        path: ["serve"], summary: "run the gateway",
        options: Folder.options + [
            .value("config", "FILE", "the configuration (default: sayso.yaml, if there is one)"),
            .value("address", "ADDRESS", "where to listen (default: 127.0.0.1)"),
            .value("port", "N", "the port (default: 8443; 0 lets the system choose)"),
            .value("ready-file", "FILE", "write the port and the fingerprint there once the gateway listens"),
            .flag("plaintext", "listen without TLS: only behind a proxy or for tests on this machine"),
            .flag("allow-loopback", "let tools and models be on this machine: for tests"),
            .flag("check", "check the configuration and end"),
        ]
    ) { arguments in
        let configuration = try configuration(arguments)
        if arguments.has("check") { return report(arguments, ["valid": true], ["the configuration is valid"]) }
        try await run(configuration, arguments)
    }

    /// The configuration of the file, and the flags above it.
    static func configuration(_ arguments: Arguments) throws -> GatewayConfiguration {
        var configuration = try file(arguments)
        configuration.data = arguments.value("data") ?? Environment.value("SAYSO_DATA") ?? configuration.data
        configuration.address = arguments.value("address") ?? configuration.address
        if let port = try arguments.number("port", in: 0...65_535) { configuration.port = UInt16(port) }
        if arguments.has("plaintext") { configuration.isPlaintext = true }
        if arguments.has("allow-loopback") { configuration.allowsLoopbackTools = true }
        return configuration
    }

    private static func file(_ arguments: Arguments) throws -> GatewayConfiguration {
        let named = arguments.value("config")
        guard let path = named ?? (unsafe access("sayso.yaml", R_OK) == 0 ? "sayso.yaml" : nil) else {
            return GatewayConfiguration()
        }
        let bytes: [UInt8]
        do { bytes = try File.read(path, limit: 1 << 20) } catch { throw CommandError.failed("\(path): \(error)") }
        let node = try YAMLDocument.parse(bytes, file: path)
        do { return try GatewayConfiguration(try node.json) } catch let error as ConfigurationError {
            throw CommandError.failed("\(YAMLPlace.of(error.pointer, in: node)): \(error.message)")
        }
    }

    private static func run(_ configuration: GatewayConfiguration, _ arguments: Arguments) async throws {
        let folder = try DataFolder(preparing: configuration.data)
        let lock = try folder.lockForServing()
        defer { withExtendedLifetime(lock) {} }
        let log = Log(minimum: configuration.logLevel.level)
        let gateway = try Gateway(
            configuration, folder: folder, clock: SystemClock.clock, log: log, metrics: Metrics())
        let running = try RunningGateway(gateway, configuration, folder)
        for line in running.notices { StandardStream.error("sayso: \(line)\n") }
        if let path = arguments.value("ready-file") {
            try File.write(Array("\(running.port) \(running.fingerprint)\n".utf8), to: path)
        }
        _ = await Signals.ending()
        StandardStream.error("sayso: stopping; calls in progress are told\n")
        await running.stop()
    }
}
