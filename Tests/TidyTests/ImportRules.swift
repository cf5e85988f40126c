/// Who may import what.
enum ImportRules {
    /// Modules of the toolchain that any module may use.
    static let toolchain: Set<String> = ["Synchronization", "Glibc"]
    /// What tests may use besides.
    static let testing: Set<String> = toolchain.union(["Testing", "Foundation", "FoundationEssentials"])

    /// The owners of the C libraries: nobody else may touch them, so that contact with C has few places.
    static let owners: [String: Set<String>] = [
        "CLinux": ["Platform", "Transport"],
        "COpenSSL": ["Transport", "Cryptography"],
        "CCurl": ["Transport"],
        "CSodium": ["Cryptography"],
        "CSQLite": ["Storage"],
        "CYAML": ["YAML"],
        "CFlite": ["EmbeddedSpeech"],
        "CPocketSphinx": ["EmbeddedSpeech"],
        "CSpeexDSP": ["Audio"],
        "CWebRTC": ["Audio"],
    ]

    /// Modules and folders that decide and may therefore reach nothing: no socket, no file, no clock, no kernel.
    static let pure = [
        "Sources/Primitives/", "Sources/Wire/", "Sources/Taint/", "Sources/Cedar/", "Sources/MerkleLog/",
        "Sources/Guard/",
        "Sources/Voice/", "Sources/Dialogue/", "Sources/Sessions/Conversation/",
    ]

    /// What lets a module reach the world.
    private static let worldly: Set<String> = [
        "Glibc", "Foundation", "FoundationEssentials", "FoundationNetworking", "Dispatch", "Platform", "Transport",
        "Storage",
        "Telemetry", "CLinux", "COpenSSL", "CCurl", "CSodium", "CSQLite", "CYAML", "CFlite", "CPocketSphinx",
        "CSpeexDSP",
        "CWebRTC",
    ]

    /// Imports that Package.swift does not declare for the target.
    static func undeclared(in source: SwiftSource, table: PackageTable, system: Set<String>) -> [String] {
        guard let allowed = table.allowed(for: source.target) else {
            return ["\(source.path): Package.swift knows no '\(source.target)'"]
        }
        return source.imports.filter { !allowed.contains($0.module) && !system.contains($0.module) }
            .map { "\(source.path):\($0.line) imports \($0.module)" }
    }

    /// C libraries that are imported, or declared, by somebody who does not own them.
    static func disowned(in source: SwiftSource) -> [String] {
        source.imports.filter { owners[$0.module].map { !$0.contains(source.target) } ?? false }
            .map {
                "\(source.path):\($0.line) imports \($0.module), owned by \(owners[$0.module, default: []].sorted())"
            }
    }

    /// Imports by which a pure file could reach the world.
    static func impure(in source: SwiftSource) -> [String] {
        guard pure.contains(where: source.path.hasPrefix) else { return [] }
        return source.imports.filter { worldly.contains($0.module) }
            .map { "\(source.path):\($0.line) imports \($0.module)" }
    }
}
