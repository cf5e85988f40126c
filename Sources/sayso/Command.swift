import Glibc
import Platform

/// The program: finds the command, runs it, and turns its end into an exit status.
@main
enum Command {
    static let all: [CommandSpec] = [
        serve, apply, tenantCreate, tenantList, keyCreate, keyList, keyRevoke, secretCreate, auditList, auditShow,
        auditVerify,
        policyCheck, callCommand, doctor,
    ]

    static func main() {
        Signals.block()
        let words = Array(CommandLine.arguments.dropFirst())
        Task.detached { exit(await status(of: words)) }
        Signals.take()
    }

    private nonisolated static func status(of words: [String]) async -> Int32 {
        do {
            switch try ArgumentParser(commands: all).parse(words) {
            case .help(nil): StandardStream.output(Help.overview(all))
            case .help(let command?): StandardStream.output(Help.text(command))
            case .version: StandardStream.output(Help.version + "\n")
            case .run(let command, let arguments): try await command.run(arguments)
            }
            return 0
        } catch let error as CommandError {
            StandardStream.error("sayso: \(error)\n")
            return error.status
        } catch {
            StandardStream.error("sayso: \(error)\n")
            return 1
        }
    }
}
