import Glibc
import Platform
import Primitives
import Transport

/// The program `salon`.
@main
enum Command {
    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.contains("--help") || arguments.contains("-h") {
            say(Options.usage)
            exit(0)
        }
        do throws(OptionsError) {
            let options = try Options(arguments)
            do { try serve(options) } catch { fail("\(error)", code: 1) }
        } catch {
            fail("\(error). Try salon --help", code: 64)
        }
    }

    private static func serve(_ options: Options) throws {
        var signals = holdSignals()
        let configuration = EdgeConfiguration(address: "127.0.0.1", port: options.port, security: .plaintext)
        let loops = try EventLoop.start(count: 1)
        let server = EdgeServer(configuration: configuration, loops: loops, handler: try handler(options))
        try server.start()
        say("salon \(options.role.rawValue) listens on http://127.0.0.1:\(server.port)\n")
        if let file = options.readyFile { try StudioFile(path: file).write("\(server.port)\n") }
        var signal: Int32 = 0
        _ = unsafe sigwait(&signals, &signal)
    }

    private static func handler(_ options: Options) throws -> any HTTPHandler {
        let token = try options.token()
        switch options.role {
        case .business:
            guard let token else { fail("business needs a token: --token-file or SALON_TOKEN", code: 64) }
            let file = StudioFile(path: options.dataFile ?? "")
            let desk = StudioDesk(try file.load(), isPoisoned: options.isPoisoned) { try file.save($0) }
            return BusinessHandler(desk, token: token, journal: journal, today: today)
        case .model:
            return ModelHandler(key: token, journal: journal, today: today)
        }
    }

    @Sendable private static func today() -> CivilDate {
        CivilDate(daysSinceEpoch: floorDivide(SystemClock.wall().milliseconds, 86_400_000))
    }

    @Sendable private static func journal(_ line: String) { say("\(SystemClock.wall().rfc3339) \(line)\n") }

    /// Keeps the signals that end the program for `sigwait`; must run before any thread starts.
    private static func holdSignals() -> sigset_t {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        for signal in [SIGTERM, SIGINT] { unsafe sigaddset(&signals, signal) }
        unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
        return signals
    }

    private static func fail(_ message: String, code: Int32) -> Never {
        say("salon: \(message)\n", to: 2)
        exit(code)
    }
}

/// Writes a text to a descriptor at once.
private func say(_ text: String, to descriptor: Int32 = 1) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
}
