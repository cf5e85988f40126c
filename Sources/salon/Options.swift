import Glibc
import Primitives

/// What the command line asks for.
struct Options: Sendable, Equatable {
    /// Which of the two servers.
    enum Role: String, Sendable { case business, model }

    var role: Role
    var port: UInt16
    var dataFile: String?
    var tokenFile: String?
    var readyFile: String?
    var isPoisoned = false

    static let usage = """
        salon: the demo's hair studio and its test model, for trying Sayso out. Plain HTTP on 127.0.0.1.

          salon business --port N --data FILE [--token-file FILE] [--ready-file FILE] [--poison]
          salon model    --port N [--token-file FILE] [--ready-file FILE]

        business   bookings and payments of the studio, kept in the JSON file of --data
        model      an OpenAI-compatible chat completions server that obeys instructions hidden in tool results
        --port     the port; 0 lets the kernel choose
        --token-file  the bearer token that requests need; else the environment's SALON_TOKEN. business needs one
        --ready-file  gets the port once the server listens
        --poison   put an attacker's instructions into the studio's answers

        Exit codes: 0 stopped by a signal, 1 could not start, 64 wrong usage.

        """

    /// The options in those arguments, without the program's name. Throws what is wrong with them.
    init(_ arguments: [String]) throws(OptionsError) {
        guard let word = arguments.first, let role = Role(rawValue: word) else { throw OptionsError.role }
        self.role = role
        var port: UInt16?
        var rest = arguments.dropFirst()
        while let name = rest.popFirst() {
            if name == "--poison", role == .business {
                isPoisoned = true
                continue
            }
            guard let value = rest.popFirst() else { throw OptionsError.missingValue(name) }
            switch name {
            case "--port": port = UInt16(value)
            case "--data" where role == .business: dataFile = value
            case "--token-file": tokenFile = value
            case "--ready-file": readyFile = value
            default: throw OptionsError.unknown(name)
            }
        }
        guard let port else { throw OptionsError.port }
        guard role == .model || dataFile != nil else { throw OptionsError.data }
        self.port = port
    }

    /// The token: the first line of the file, or the environment's. Nothing when there is none.
    func token() throws(StudioFileError) -> Secret? {
        if let tokenFile {
            let line = try readFile(tokenFile, maximum: 4096).prefix { $0 != 0x0A && $0 != 0x0D }
            return line.isEmpty ? nil : Secret(Array(line))
        }
        guard let value = unsafe getenv("SALON_TOKEN") else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : Secret(Array(text.utf8))
    }
}

/// What is wrong with a command line.
enum OptionsError: Error, Sendable, Equatable, CustomStringConvertible {
    case role
    case port
    case data
    case missingValue(String)
    case unknown(String)

    var description: String {
        switch self {
        case .role: "the first argument must be business or model"
        case .port: "--port needs a number from 0 to 65535"
        case .data: "business needs --data FILE"
        case .missingValue(let name): "\(name) needs a value"
        case .unknown(let name): "there is no option \(name)"
        }
    }
}
