import Cedar
import Foundation
import Testing
import Wire

/// One folder in the layout of the Cedar conformance data: `corpus/`, `handwritten/`, `supplement/`.
struct CedarFolder: CustomTestStringConvertible {
    /// Its path.
    let path: String
    var testDescription: String { URL(fileURLWithPath: path).lastPathComponent }

    /// Every folder of `cedar/` with a corpus, and every archive there, unpacked once to a temporary folder.
    static let all: [CedarFolder] = {
        guard let root = ConformanceData.folder.map({ "\($0)/cedar" }) else { return [] }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root))?.sorted() ?? []
        let archives = names.filter { $0.hasSuffix(".tar.gz") }.flatMap { unpacked("\(root)/\($0)") }
        let folders = (names.map { "\(root)/\($0)" } + archives).filter {
            FileManager.default.fileExists(atPath: "\($0)/corpus")
        }
        if folders.isEmpty { print("CONFORMANCE SKIPPED: no Cedar corpus in \(root)") }
        return folders.map(CedarFolder.init)
    }()

    /// The folders in an archive. The cache's name holds the archive's size and date, so that a new one is unpacked again.
    private static func unpacked(_ archive: String) -> [String] {
        let manager = FileManager.default
        let facts = try? manager.attributesOfItem(atPath: archive)
        let date = (facts?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        let stamp = "\(facts?[.size] as? Int ?? 0)-\(Int64(date))"
        let name = URL(fileURLWithPath: archive).lastPathComponent
        let cache = "\(NSTemporaryDirectory())/sayso-conformance/\(name)-\(stamp)"
        if !manager.fileExists(atPath: "\(cache)/.done") {
            try? manager.createDirectory(atPath: cache, withIntermediateDirectories: true)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["tar", "xzf", archive, "-C", cache]
            guard (try? process.run()) != nil else { return [] }
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { return [] }
            _ = manager.createFile(atPath: "\(cache)/.done", contents: nil)
        }
        let inside = (try? manager.contentsOfDirectory(atPath: cache))?.sorted() ?? []
        return [cache] + inside.map { "\(cache)/\($0)" }
    }

    /// The bytes of a file of this folder.
    func bytes(_ file: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: "\(path)/\(file)") else {
            throw ConformanceData.Unreadable(path: "\(path)/\(file)")
        }
        return [UInt8](data)
    }

    /// A file of this folder as JSON.
    func json(_ file: String) throws -> JSON { try JSON.parse(bytes(file), limits: Self.limits) }

    /// The lines of a JSON lines file; none when it is not there.
    func lines(_ file: String) throws -> [JSON] {
        guard FileManager.default.fileExists(atPath: "\(path)/\(file)") else { return [] }
        return try bytes(file).split(separator: 0x0A).map { try JSON.parse(Array($0), limits: Self.limits) }
    }

    /// The case files (`<id>.json`, and nothing with more points) below `subfolder`, as stems.
    func cases(_ subfolder: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(subfolder)")) ?? []
        return names.filter { $0.hasSuffix(".json") && $0.split(separator: ".").count == 2 }
            .map { "\(subfolder)/\($0.dropLast(5))" }.sorted()
    }

    private static let limits = JSONLimits(maximumBytes: 64 << 20, maximumDepth: 400, maximumValues: 4 << 20)
}

/// One case: policies, entities, a schema and requests with the expected answers.
struct CedarCase {
    let id: String
    let json: JSON
    let policies: PolicySet
    let entityJSON: JSON
    let schema: Schema

    /// Reads the case with the stem `stem`. Paths inside are tried beside the case, below `base`, and by base name.
    init(_ folder: CedarFolder, _ stem: String, base: String) throws {
        let json = try folder.json("\(stem).json")
        let parent = stem.split(separator: "/").dropLast().joined(separator: "/")
        func bytes(_ key: String) throws -> [UInt8] {
            let name = json[key]?.stringValue ?? ""
            let short = name.split(separator: "/").last.map(String.init) ?? ""
            for candidate in ["\(base)/\(name)", "\(parent)/\(short)"] {
                if let bytes = try? folder.bytes(candidate) { return bytes }
            }
            throw ConformanceData.Unreadable(path: name)
        }
        let text = try bytes("policies")
        if json["policyFormat"]?.stringValue == "json" {
            policies = try PolicyJSON.policySet(JSON.parse(text, limits: .large), name: stem)
        } else {
            policies = try PolicySet.parse(String(decoding: text, as: UTF8.self), name: stem, naming: .position)
        }
        entityJSON = try JSON.parse(try bytes("entities"), limits: .large)
        schema = try Schema.parse(String(decoding: try bytes("schema"), as: UTF8.self), name: stem)
        (id, self.json) = (stem, json)
    }
}
