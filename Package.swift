// swift-tools-version: 6.2
// The structure of Sayso as data. A module may depend only on rows below its own; a dependency that points up or
// sideways stops the build with a sentence. `SAYSO_ONLY=Cedar,Wire` builds just those modules, what they need and
// their tests.
import Foundation
import PackageDescription

/// One row of the house, lowest first: each module with the modules of lower rows that it uses.
let layers: [[String: [String]]] = [
    [
        "CLinux": [], "COpenSSL": [], "CCurl": [], "CSodium": [], "CSQLite": [], "CYAML": [], "CFlite": [],
        "CPocketSphinx": [], "CSpeexDSP": [], "CWebRTC": [],
    ],
    ["Primitives": []],
    ["Platform": ["Primitives", "CLinux"]],
    [
        "Wire": ["Primitives"],
        "Taint": ["Primitives"],
        "Telemetry": ["Primitives", "Platform"],
        "Cryptography": ["Primitives", "CSodium", "COpenSSL"],
        "Audio": ["Primitives", "CSpeexDSP", "CWebRTC"],
    ],
    [
        "Transport": ["Primitives", "Platform", "Wire", "Telemetry", "CLinux", "COpenSSL", "CCurl"],
        "Storage": ["Primitives", "Platform", "CSQLite"],
        "Cedar": ["Primitives", "Wire"],
        "MerkleLog": ["Primitives", "Wire", "Cryptography"],
        "Models": ["Primitives", "Wire", "Taint", "Audio"],
        "Guard": ["Primitives", "Wire", "Taint"],
        "YAML": ["Primitives", "Wire", "CYAML"],
    ],
    [
        "Identity": ["Primitives", "Platform", "Storage", "Cryptography", "Wire"],
        "Audit": ["Primitives", "Platform", "Wire", "Storage", "MerkleLog", "Cryptography"],
        "Limits": ["Primitives"],
        "Providers": ["Primitives", "Platform", "Wire", "Taint", "Models", "Transport", "Audio"],
        "Dialogue": ["Primitives", "Wire", "Taint", "Models"],
        "Voice": ["Primitives", "Audio", "Models"],
        "EmbeddedSpeech": ["Primitives", "Platform", "Audio", "Models", "CFlite", "CPocketSphinx"],
    ],
    [
        "Approval": [
            "Primitives", "Wire", "Taint", "Cedar", "Cryptography", "Audit", "Identity", "Models", "Guard",
        ]
    ],
    ["Tools": ["Primitives", "Platform", "Wire", "Taint", "Cryptography", "Transport", "Approval", "Audit"]],
    [
        "Sessions": [
            "Primitives", "Platform", "Wire", "Taint", "Telemetry", "Cryptography", "Audio", "Transport", "Models",
            "Guard",
            "Identity", "Audit", "Limits", "Voice", "Dialogue", "Approval", "Tools",
        ]
    ],
    [
        "Server": [
            "Primitives", "Platform", "Wire", "Taint", "Telemetry", "Cryptography", "Audio", "YAML", "Transport",
            "Storage", "Cedar", "MerkleLog", "Models", "Guard", "Identity", "Audit", "Limits", "Providers", "Dialogue",
            "Voice", "EmbeddedSpeech", "Approval", "Tools", "Sessions",
        ]
    ],
    [
        "sayso": [
            "Primitives", "Platform", "Wire", "Telemetry", "Transport", "Storage", "Cedar", "MerkleLog", "Cryptography",
            "Identity", "Limits", "Audit", "Audio", "YAML", "Server",
        ],
        "salon": ["Primitives", "Platform", "Wire", "Telemetry", "Transport"],
    ],
]

/// C libraries that describe themselves to pkg-config; the others carry their `link` lines in their module map.
let pkgConfig = [
    "COpenSSL": "openssl", "CCurl": "libcurl", "CSodium": "libsodium", "CSQLite": "sqlite3", "CYAML": "yaml-0.1",
    "CPocketSphinx": "pocketsphinx", "CSpeexDSP": "speexdsp",
]

/// Tests that belong to no single module, with what they use.
let crossTests: [String: [String]] = [
    "ConformanceTests": ["Primitives", "Platform", "Wire", "Cryptography", "Cedar", "MerkleLog"],
    "AttackTests": [
        "Primitives", "Platform", "Wire", "Taint", "Cedar", "MerkleLog", "Guard", "Identity", "Audit", "Approval",
        "Tools",
        "Voice", "Dialogue", "Models", "Cryptography", "Storage", "Sessions", "Server", "Transport", "Telemetry",
        "Limits",
    ],
    "SimulationTests": [
        "Primitives", "Wire", "Taint", "Audio", "Models", "Voice", "Dialogue", "Approval", "Sessions",
    ],
    "IntegrationTests": [
        "Primitives", "Platform", "Wire", "Transport", "Telemetry", "Storage", "Identity", "Audit", "MerkleLog",
        "Audio", "Server",
    ],
    "DemoTests": ["Primitives", "Wire", "YAML", "Taint", "Guard", "Models", "Dialogue"],
    "CallerTests": [
        "Primitives", "Wire", "YAML", "Taint", "Guard", "Models", "Dialogue", "Audio", "EmbeddedSpeech",
    ],
    "TidyTests": [],
]

/// Programs that measure: built only when `SAYSO_ONLY` names them, each from the Swift files of its folder.
let benchmarks: [String: (folder: String, uses: [String])] = [
    "edge-echo": ("Benchmarks/edge", ["Primitives", "Wire", "Transport"])
]

let settings: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
]

/// The row of every module; a higher number is a higher layer.
let rowOf = Dictionary(
    layers.enumerated().flatMap { row, modules in modules.keys.map { ($0, row) } },
    uniquingKeysWith: { first, _ in fatalError("Package.swift: a module stands in rows \(first) and another.") })

/// What every module uses.
let uses = layers.reduce(into: [:]) { $0.merge($1) { first, _ in first } }

for (module, dependencies) in uses {
    for dependency in dependencies where rowOf[dependency, default: .max] >= rowOf[module, default: 0] {
        fatalError(
            """
            Package.swift: \(module) (row \(rowOf[module, default: -1])) may not depend on \(dependency) \
            (row \(rowOf[dependency].map(String.init) ?? "none")): a module may depend only on rows below its own. \
            Move the shared idea down, or pass it in as a value.
            """)
    }
}

/// The modules to build: all, or those that `SAYSO_ONLY` names with everything they need.
let wanted: Set<String> = {
    guard let only = Context.environment["SAYSO_ONLY"], !only.isEmpty else { return Set(uses.keys) }
    var found: Set<String> = []
    var open = only.split(separator: ",").map(String.init).flatMap { crossTests[$0] ?? benchmarks[$0]?.uses ?? [$0] }
    while let next = open.popLast() { if found.insert(next).inserted { open += uses[next, default: []] } }
    return found
}()

/// Files that become part of the program: the talk page, and the policies, which lie in `Policies/`.
let embedded: [String: [Resource]] = [
    "Server": [.embedInCode("Talk"), .embedInCode("Platform"), .embedInCode("Templates")]
]

let executables: Set = ["sayso", "salon"]

func dependencies(_ names: [String]) -> [Target.Dependency] {
    names.sorted().map { .target(name: $0) }
}

let modules: [Target] = wanted.sorted().map { name in
    if name.hasPrefix("C"), rowOf[name] == 0 {
        return .systemLibrary(name: name, path: "Sources/\(name)", pkgConfig: pkgConfig[name])
    }
    if executables.contains(name) {
        return .executableTarget(
            name: name, dependencies: dependencies(uses[name, default: []]), swiftSettings: settings)
    }
    return .target(
        name: name, dependencies: dependencies(uses[name, default: []]), resources: embedded[name, default: []],
        swiftSettings: settings)
}

/// A module's own tests see the module and what it uses; a module without a folder in Tests has none yet.
let tests: [Target] =
    (wanted.map { ("\($0)Tests", [$0] + uses[$0, default: []]) }
    + crossTests.filter { Set($0.value).isSubset(of: wanted) }.map { ($0.key, $0.value) })
    .filter { FileManager.default.fileExists(atPath: "\(Context.packageDirectory)/Tests/\($0.0)") }
    .sorted { $0.0 < $1.0 }
    .map { name, used in .testTarget(name: name, dependencies: dependencies(used), swiftSettings: settings) }

let measuring: [Target] = benchmarks.filter { $0.key == Context.environment["SAYSO_ONLY"] }.map { name, program in
    let folder = "\(Context.packageDirectory)/\(program.folder)"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return .executableTarget(
        name: name, dependencies: dependencies(program.uses), path: program.folder,
        exclude: files.filter { !$0.hasSuffix(".swift") }, swiftSettings: settings)
}

let package = Package(name: "sayso", targets: modules + tests + measuring, swiftLanguageModes: [.v6])
