import Platform
import Primitives
import Wire

/// Where a secret is read from: a file or the environment, never the configuration itself.
package enum SecretSource: Sendable, Equatable {
    /// The first line of a file.
    case file(String)
    /// A variable of the process's environment.
    case environment(String)

    /// Reads `{file: …}` or `{env: …}`; nothing when there is nothing. Throws `ConfigurationError`.
    init?(_ json: JSON?, at pointer: String) throws(ConfigurationError) {
        guard let json else { return nil }
        guard json.objectValue != nil else {
            throw ConfigurationError(pointer, "a secret is given by {file: …} or {env: …}, never in clear")
        }
        let reader = try ConfigurationReader(json, at: pointer, keys: ["file", "env"])
        switch (try reader.optionalString("file"), try reader.optionalString("env")) {
        case (let path?, nil): self = .file(path)
        case (nil, let name?): self = .environment(name)
        default: throw ConfigurationError(pointer, "either file or env is expected")
        }
    }

    /// The secret. Throws `ConfigurationError` that names the source, never the secret.
    package func load() throws(ConfigurationError) -> Secret {
        let bytes: [UInt8]
        switch self {
        case .file(let path):
            guard let content = try? File.read(path, limit: 16_384) else {
                throw ConfigurationError("", "the secret's file \(path) cannot be read")
            }
            bytes = Array(content.prefix { $0 != 0x0A && $0 != 0x0D })
        case .environment(let name):
            guard let value = Environment.value(name) else {
                throw ConfigurationError("", "the environment has no variable \(name)")
            }
            bytes = Array(value.utf8)
        }
        guard !bytes.isEmpty else { throw ConfigurationError("", "the secret is empty") }
        return Secret(bytes)
    }
}
