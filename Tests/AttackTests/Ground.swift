import FoundationEssentials
import Primitives
import Storage
import Synchronization

/// A data folder that goes away with its last user.
final class TemporaryFolder: Sendable {
    let data: DataFolder

    init() throws {
        let path = FileManager.default.temporaryDirectory.path + "/attack-\(UInt64.random(in: 0 ... .max))"
        data = try DataFolder(preparing: path)
    }

    deinit { try? FileManager.default.removeItem(atPath: data.path) }

    /// The bytes of every file in it, by path.
    var files: [(path: String, bytes: [UInt8])] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: data.path)) ?? []
        return names.compactMap { name in
            FileManager.default.contents(atPath: "\(data.path)/\(name)").map { (name, [UInt8]($0)) }
        }
    }
}

/// Clocks that stand still until they are moved. They begin on Saturday, 21 November 2026.
final class TestTime: Sendable {
    private let passed = Mutex(Duration.zero)

    static let start = WallTime(milliseconds: 1_795_255_200_000)

    /// Clocks of that time.
    var clock: Clock { Clock(now: { [self] in .zero + elapsed }, wall: { [self] in Self.start + elapsed }) }

    private var elapsed: Duration { passed.withLock { $0 } }

    /// Lets time pass.
    func pass(_ duration: Duration) { passed.withLock { $0 += duration } }
}

/// The files of this repository.
enum Repository {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    /// The text of a file, by its path from the root.
    static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: "\(root)/\(path)").map { String(decoding: $0, as: UTF8.self) }
    }

    /// The files below a folder, by their paths from the root.
    static func files(under folder: String) -> [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: "\(root)/\(folder)")) ?? []).sorted().map {
            "\(folder)/\($0)"
        }
    }
}

/// Whether `part` occurs in `bytes`.
func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    guard let first = part.first, bytes.count >= part.count else { return false }
    return (0...bytes.count - part.count).contains { bytes[$0] == first && bytes[$0...].starts(with: part) }
}
