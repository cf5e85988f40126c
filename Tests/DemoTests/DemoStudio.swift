import Dialogue
import Models
import Primitives
import Synchronization
import Taint
import Testing
import Wire
import YAML

#if canImport(Glibc)
    import Glibc
#endif

/// The demo's tenant file, read in place.
enum DemoStudio {
    /// A Saturday.
    static let today = CivilDate(daysSinceEpoch: 20_778)

    static func file(_ path: String) -> [UInt8] {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        guard let file = unsafe fopen("/\(root)/\(path)", "r") else { return [] }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        while case let byte = unsafe fgetc(file), byte != EOF { bytes.append(UInt8(truncatingIfNeeded: byte)) }
        return bytes
    }

    static func tenant() throws -> JSON { try YAMLDocument.parse(file("Demo/studio.yaml"), file: "studio.yaml").json }

    static func dialogue() throws -> DialogueConfiguration {
        let agents = try #require(try tenant()["agents"]?.arrayValue)
        return try DialogueConfiguration(try #require(agents[0]["dialogue"]))
    }

    /// The sentences of the demo's callers by their ids.
    static func sentences() -> [String: String] {
        let lines = String(decoding: file("Demo/clips/sentences.txt"), as: UTF8.self).split(separator: "\n")
        let clips = lines.filter { !$0.hasPrefix("#") }.map { $0.split(separator: "|").map { String($0) } }
        return Dictionary(clips.filter { $0.count == 3 }.map { ($0[0], $0[2]) }) { first, _ in first }
    }
}
