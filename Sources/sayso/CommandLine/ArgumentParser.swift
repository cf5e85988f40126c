import Primitives
import YAML

/// Finds the command in the words of a command line and checks the rest against its specification.
struct ArgumentParser {
    let commands: [CommandSpec]

    /// What a command line asks for.
    enum Request {
        case run(CommandSpec, Arguments)
        case help(CommandSpec?)
        case version
    }

    /// Throws `CommandError.usage` with the nearest thing that would have made sense.
    func parse(_ words: [String]) throws(CommandError) -> Request {
        guard let first = words.first, first != "--help", first != "help", first != "-h" else { return .help(nil) }
        if first == "--version" { return .version }
        let matches = commands.filter { Array(words.prefix($0.path.count)) == $0.path }
        guard let command = matches.max(by: { $0.path.count < $1.path.count }) else { throw unknown(words) }
        let arguments = try arguments(Array(words.dropFirst(command.path.count)), command)
        if arguments.has("help") { return .help(command) }
        guard arguments.positionals.count == command.positionals.count else {
            let wanted = command.positionals.map { "<\($0)>" }.joined(separator: " ")
            throw .usage("'sayso \(command.name)' takes \(wanted.isEmpty ? "no arguments" : wanted); try --help")
        }
        return .run(command, arguments)
    }

    private func unknown(_ words: [String]) -> CommandError {
        let said = words.prefix(2).filter { !$0.hasPrefix("-") }.joined(separator: " ")
        let group = commands.filter { $0.path.first == words.first }.map(\.name)
        if !group.isEmpty {
            return .usage("'sayso \(said)' is not a command; there are: \(group.joined(separator: ", "))")
        }
        let near = NearestName.of(words.first ?? "", among: commands.compactMap(\.path.first))
        return .usage("'sayso \(said)' is not a command" + (near.map { "; did you mean '\($0)'?" } ?? "; try --help"))
    }

    private func arguments(_ words: [String], _ command: CommandSpec) throws(CommandError) -> Arguments {
        var positionals: [String] = []
        var values: [String: [String]] = [:]
        var rest = words[...]
        while let word = rest.popFirst() {
            guard word.hasPrefix("-"), word != "-" else {
                positionals.append(word)
                continue
            }
            let (name, inline) = split(word)
            let option = try option(name, command)
            if option.value == nil {
                guard inline == nil else { throw .usage("--\(option.name) takes no value") }
                values[option.name, default: []].append("")
            } else {
                guard let value = inline ?? rest.popFirst() else { throw .usage("--\(option.name) needs a value") }
                values[option.name, default: []].append(value)
            }
        }
        return Arguments(positionals: positionals, values: values)
    }

    private func split(_ word: String) -> (name: String, inline: String?) {
        let short = ["-f": "file", "-h": "help"]
        if let long = short[word] { return (long, nil) }
        let bare = word.drop { $0 == "-" }
        guard let equals = bare.firstIndex(of: "=") else { return (String(bare), nil) }
        return (String(bare[..<equals]), String(bare[bare.index(after: equals)...]))
    }

    private func option(_ name: String, _ command: CommandSpec) throws(CommandError) -> CommandSpec.Option {
        if let option = command.allOptions.first(where: { $0.name == name }) { return option }
        let near = NearestName.of(name, among: command.allOptions.map(\.name))
        throw .usage(
            "'sayso \(command.name)' has no option --\(name)"
                + (near.map { "; did you mean --\($0)?" } ?? "; try --help"))
    }
}
