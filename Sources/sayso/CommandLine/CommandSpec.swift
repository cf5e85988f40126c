/// One command of the program, as data: what it is called, what it takes, what it does.
struct CommandSpec: Sendable {
    /// An option: `--port N`, or a flag without a value.
    struct Option: Sendable {
        let name: String
        /// What stands for the value in the help; nothing for a flag.
        let value: String?
        let help: String

        static func flag(_ name: String, _ help: String) -> Option { Option(name: name, value: nil, help: help) }

        static func value(_ name: String, _ value: String, _ help: String) -> Option {
            Option(name: name, value: value, help: help)
        }
    }

    /// The words: `["key", "create"]`.
    let path: [String]
    /// One line for the list of commands.
    let summary: String
    /// What its positional arguments are called, in order; all are needed.
    var positionals: [String] = []
    var options: [Option] = []
    /// What it does. Throws `CommandError`, or any error whose description is fit for people.
    let run: @Sendable (Arguments) async throws -> Void

    /// The options that every command has.
    static let common: [Option] = [
        .flag("json", "print JSON for programs"),
        .flag("help", "show this help"),
    ]

    var allOptions: [Option] { options + Self.common }
    var name: String { path.joined(separator: " ") }
}

/// What was given to a command, checked against its specification.
struct Arguments: Sendable {
    let positionals: [String]
    private let values: [String: [String]]

    init(positionals: [String], values: [String: [String]]) {
        self.positionals = positionals
        self.values = values
    }

    /// Whether a flag was given.
    func has(_ flag: String) -> Bool { values[flag] != nil }

    /// The last value of an option.
    func value(_ name: String) -> String? { values[name]?.last }

    /// All values of an option.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// The value of an option that must be there.
    func required(_ name: String) throws(CommandError) -> String {
        guard let value = value(name) else { throw .usage("--\(name) is missing") }
        return value
    }

    /// The value of an option as a number in a range.
    func number(_ name: String, in range: ClosedRange<Int>) throws(CommandError) -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .usage("--\(name) must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

/// Why a command ended without doing its work, with the exit status that says so to programs.
enum CommandError: Error, CustomStringConvertible {
    /// The command line makes no sense: status 2.
    case usage(String)
    /// What was asked for cannot be done: status 1.
    case failed(String)
    /// A check found something wrong: status 3.
    case refuted(String)

    var description: String {
        switch self {
        case .usage(let text), .failed(let text), .refuted(let text): text
        }
    }

    var status: Int32 {
        switch self {
        case .failed: 1
        case .usage: 2
        case .refuted: 3
        }
    }
}
