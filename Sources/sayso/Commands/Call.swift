import Audio
import Platform
import Primitives
import Transport
import Wire

extension Command {
    static let callCommand = CommandSpec(
        path: ["call"], summary: "call a gateway as a caller would, with recorded speech",
        options: [
            .value("host", "HOST", "the gateway's address (default: 127.0.0.1)"),
            .value("port", "N", "its port (default: 8443)"),
            .value("fingerprint", "HEX", "the SHA-256 of its certificate"),
            .value("key-file", "FILE", "the API key or client secret"),
            .value("agent", "ID", "the agent (default: the tenant's)"),
            .value("clips", "FOLDER", "the recordings: <id>.wav, and say-<word>.wav for challenges"),
            .value("say", "IDS", "what to say, in order, separated by commas; 'confirm' answers a challenge"),
            .value("record", "FILE", "keep what the agent says as a WAV file"),
        ]
    ) { arguments in
        let key = try File.read(try arguments.required("key-file"), limit: 4096).prefix { $0 != 0x0A }
        let script = try arguments.required("say").split(separator: ",").map(String.init)
        let security = arguments.value("fingerprint").map { ClientSecurity.pinned($0) } ?? .system
        guard let bearer = HTTPFieldValue("Bearer " + String(decoding: key, as: UTF8.self)) else {
            throw CommandError.failed("the key file holds no key")
        }
        let agent = arguments.value("agent").map { "?model=" + PercentCoding.encode($0) } ?? ""
        let client = try WebSocketClient.connect(
            host: arguments.value("host") ?? "127.0.0.1",
            port: UInt16(try arguments.number("port", in: 1...65_535) ?? 8443), path: "/v1/realtime" + agent,
            security: security, headers: [.authorization: bearer])
        let clips = try Clips(folder: try arguments.required("clips"))
        let caller = RecordedCaller(client: client, clips: clips, script: script)
        let outcome = try caller.run()
        if let path = arguments.value("record") { try File.write(WAV.file(PCM(caller.heard, rate: 24_000)), to: path) }
        report(
            arguments,
            ["said": JSON(outcome.said), "gates": JSON(outcome.gates), "completed": JSON(outcome.isComplete)],
            ["(\(outcome.said) utterances, \(outcome.gates) confirmations asked)"])
        if !outcome.isComplete { throw CommandError.refuted("the call ended before everything was said") }
    }
}
