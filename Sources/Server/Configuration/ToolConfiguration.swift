import Approval
import Models
import Primitives
import Taint
import Tools
import Transport
import Wire

/// A tool as a tenant declares it: what policy and the gate need, and where it is reached.
package struct ToolConfiguration: Sendable {
    package let definition: ToolDefinition
    /// What the runner needs, except that the secret is not loaded yet.
    package let url: WebURL
    package let method: UpstreamRequest.Method
    package let credential: SecretSource?
    package let timeout: Duration
    package let hosts: [String]
    package let maxResultBytes: Int
    package let output: JSONSchema?

    private static let keys = [
        "id", "description", "effect", "sensitive", "input", "output", "endpoint", "credential", "timeout", "egress",
        "asks",
        "critical", "readback", "results", "result_bytes",
    ]

    private enum Results: String, CaseIterable { case trusted, untrusted }

    /// Reads a tool; throws `ConfigurationError`.
    package init(_ json: JSON, at pointer: String) throws(ConfigurationError) {
        let reader = try ConfigurationReader(json, at: pointer, keys: Self.keys)
        definition = try Self.definition(reader)
        guard let endpoint = reader.value("endpoint") else {
            throw ConfigurationError(pointer, "'endpoint' is missing")
        }
        let place = try ConfigurationReader(endpoint, at: reader.place("endpoint"), keys: ["url", "method"])
        guard let url = try? WebURL(try place.string("url")) else {
            throw ConfigurationError(place.place("url"), "a URL such as https://api.example.com/book is expected")
        }
        self.url = url
        guard let method = UpstreamRequest.Method(rawValue: try place.optionalString("method") ?? "POST"),
            method != .get, method != .head
        else { throw ConfigurationError(place.place("method"), "POST, PUT, PATCH or DELETE is expected") }
        self.method = method
        credential = try SecretSource(reader.value("credential"), at: reader.place("credential"))
        timeout = try reader.duration("timeout", default: .seconds(5))
        hosts = try reader.strings("egress")
        guard !hosts.isEmpty else {
            throw ConfigurationError(pointer, "'egress' names no host: the tool could not be reached")
        }
        maxResultBytes = Int(try reader.integer("result_bytes", in: 64...1_048_576, default: 32_768))
        output = try Self.schema(reader, "output")
    }

    private static func definition(_ reader: ConfigurationReader) throws(ConfigurationError) -> ToolDefinition {
        guard let parameters = reader.value("input") else {
            throw ConfigurationError(reader.pointer, "'input' is missing")
        }
        var critical: [CriticalArgument] = []
        for (value, place) in try reader.list("critical") { critical.append(try argument(value, place)) }
        let template = try reader.optionalString("readback")
        do {
            return try ToolDefinition(
                id: try reader.id("id", Kind.Tool.self), version: 1, description: try reader.string("description"),
                effect: try reader.oneOf("effect"), isSensitive: try reader.bool("sensitive", default: false),
                parameters: parameters,
                readBack: try template.map { (text) throws(ToolDefinitionError) in try ReadBack(text) },
                critical: critical, asks: try reader.strings("asks"),
                hasTrustedResults: try reader.oneOf("results", default: Results.untrusted) == .trusted)
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw ConfigurationError(reader.pointer, "\(error)")
        }
    }

    private static func argument(_ json: JSON, _ place: String) throws(ConfigurationError) -> CriticalArgument {
        let reader = try ConfigurationReader(json, at: place, keys: ["name", "type", "synonyms"])
        var synonyms: [String: [String]] = [:]
        for member in reader.value("synonyms")?.objectValue?.members ?? [] {
            synonyms[member.key] = member.value.arrayValue?.compactMap(\.stringValue) ?? []
        }
        return CriticalArgument(try reader.string("name"), try reader.oneOf("type"), synonyms: synonyms)
    }

    private static func schema(_ reader: ConfigurationReader, _ key: String) throws(ConfigurationError) -> JSONSchema? {
        guard let json = reader.value(key) else { return nil }
        do { return try JSONSchema(json) } catch { throw ConfigurationError(reader.place(key), error.description) }
    }

    /// Where it is reached, with its secret. `allowsLoopback` is the operator's word that this is a test network.
    package func endpoint(allowsLoopback: Bool) throws(ConfigurationError) -> ToolEndpoint {
        guard let rule = EgressRule(hosts: hosts, allowsPlainLoopback: allowsLoopback) else {
            throw ConfigurationError("", "the tool \(definition.id): an egress host is not one")
        }
        return ToolEndpoint(
            url: url, method: method, credential: try credential?.load(), rule: rule, timeout: timeout,
            maxResultBytes: maxResultBytes, output: output)
    }
}
