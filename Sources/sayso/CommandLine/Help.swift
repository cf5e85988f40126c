/// The help texts, made from the specifications.
enum Help {
    static let version = "sayso 0.1.0"

    /// The list of commands.
    static func overview(_ commands: [CommandSpec]) -> String {
        let width = commands.map(\.name.count).max() ?? 0
        let lines = commands.map { "  \(pad($0.name, width))  \($0.summary)" }
        return """
            \(version): a security-hardened gateway for voice agents. Nothing risky happens without your say-so.

            usage: sayso <command> [options]

            \(lines.joined(separator: "\n"))

            'sayso <command> --help' tells more. Exit status: 0 done, 1 could not be done, 2 wrong usage, 3 a check failed.

            """
    }

    /// The help of one command.
    static func text(_ command: CommandSpec) -> String {
        let positionals = command.positionals.map { " <\($0)>" }.joined()
        let width = command.allOptions.map { label($0).count }.max() ?? 0
        let lines = command.allOptions.map { "  \(pad(label($0), width))  \($0.help)" }
        return """
            sayso \(command.name): \(command.summary)

            usage: sayso \(command.name)\(positionals) [options]

            \(lines.joined(separator: "\n"))

            """
    }

    private static func label(_ option: CommandSpec.Option) -> String {
        "--\(option.name)" + (option.value.map { " \($0)" } ?? "")
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
