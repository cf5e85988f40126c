import Limits
import Primitives
import Wire

/// The operator's configuration: `sayso.yaml`, and flags above it.
package struct GatewayConfiguration: Sendable {
    package var address = "127.0.0.1"
    package var port: UInt16 = 8443
    /// Without TLS: only behind a proxy, and said loudly at start-up.
    package var isPlaintext = false
    /// Files of a certificate chain and its key; without them the gateway makes a self-signed identity.
    package var certificate: String?
    package var key: String?
    package var data = "sayso-data"
    /// Event loops; 0 means one per processor.
    package var loops = 0
    package var limits = AdmissionLimits(concurrentCalls: 500, callStarts: Rate(600, per: .seconds(60)))
    package var connections = 10_000
    package var connectionsPerAddress = 200
    /// Whether tools and models may be on this machine's loopback: a test network.
    package var allowsLoopbackTools = false
    package var speech = SpeechConfiguration()
    package var logLevel = LogLevelName.info

    /// The levels of the log by their names in the file.
    package enum LogLevelName: String, CaseIterable, Sendable { case debug, info, warning, error }

    /// The defaults.
    package init() {}

    private static let keys = ["listen", "data", "loops", "limits", "egress", "speech", "log"]

    /// Reads `sayso.yaml` as JSON; throws `ConfigurationError`.
    package init(_ json: JSON) throws(ConfigurationError) {
        let reader = try ConfigurationReader(json, keys: Self.keys)
        data = try reader.optionalString("data") ?? data
        loops = Int(try reader.integer("loops", in: 0...64, default: 0))
        try readListen(reader)
        try readLimits(reader)
        let egress = try ConfigurationReader(
            reader.value("egress") ?? [:], at: reader.place("egress"), keys: ["allow_loopback"])
        allowsLoopbackTools = try egress.bool("allow_loopback", default: false)
        speech = try SpeechConfiguration(reader.value("speech") ?? [:], at: reader.place("speech"))
        let log = try ConfigurationReader(reader.value("log") ?? [:], at: reader.place("log"), keys: ["level"])
        logLevel = try log.oneOf("level", default: .info)
    }

    private mutating func readListen(_ reader: ConfigurationReader) throws(ConfigurationError) {
        let listen = try ConfigurationReader(
            reader.value("listen") ?? [:], at: reader.place("listen"),
            keys: ["address", "port", "plaintext", "certificate", "key"])
        address = try listen.optionalString("address") ?? address
        port = UInt16(try listen.integer("port", in: 0...65_535, default: 8443))
        isPlaintext = try listen.bool("plaintext", default: false)
        certificate = try listen.optionalString("certificate")
        key = try listen.optionalString("key")
        guard (certificate == nil) == (key == nil) else {
            throw ConfigurationError(listen.pointer, "certificate and key belong together")
        }
    }

    private mutating func readLimits(_ reader: ConfigurationReader) throws(ConfigurationError) {
        let read = try ConfigurationReader(
            reader.value("limits") ?? [:], at: reader.place("limits"),
            keys: ["calls", "starts_per_minute", "connections", "connections_per_address"])
        let calls = try read.integer("calls", in: 1...1_000_000, default: 500)
        let starts = try read.integer("starts_per_minute", in: 1...10_000_000, default: 600)
        limits = AdmissionLimits(concurrentCalls: Int(calls), callStarts: Rate(Int(starts), per: .seconds(60)))
        connections = Int(try read.integer("connections", in: 1...1_000_000, default: 10_000))
        connectionsPerAddress = Int(try read.integer("connections_per_address", in: 1...1_000_000, default: 200))
    }
}

/// Where the embedded speech models are and how much they may use.
package struct SpeechConfiguration: Sendable {
    /// The folder of the acoustic model, the language model and the dictionary.
    package var models = "/usr/share/pocketsphinx/model/en-us"
    /// Threads for recognition and synthesis.
    package var workers = 2

    init() {}

    init(_ json: JSON, at pointer: String) throws(ConfigurationError) {
        let reader = try ConfigurationReader(json, at: pointer, keys: ["models", "workers"])
        models = try reader.optionalString("models") ?? models
        workers = Int(try reader.integer("workers", in: 1...64, default: 2))
    }
}
