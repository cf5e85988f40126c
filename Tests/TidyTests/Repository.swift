import Foundation

/// The files of this repository, as they are on disk.
enum Repository {
    /// The folder with `Package.swift`, found from this file's own place.
    static let root: String = {
        var parts = #filePath.split(separator: "/").map(String.init)
        parts.removeLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    /// Folders that are made by tools or by running the program.
    private static let made: Set<String> = [
        ".git", ".build", ".cache", "__pycache__", "demo-data", "sayso-data", "node_modules",
    ]

    /// Every file, by its path from the root, in order.
    static let files: [String] = {
        guard let walker = FileManager.default.enumerator(atPath: root) else { return [] }
        var found: [String] = []
        while let path = walker.nextObject() as? String {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            if made.contains(name) {
                walker.skipDescendants()
            } else if isFile(path) {
                found.append(path)
            }
        }
        return found.sorted()
    }()

    /// The Swift files under a folder, read.
    static func swift(under folder: String) -> [SwiftSource] {
        files.filter { $0.hasPrefix("\(folder)/") && $0.hasSuffix(".swift") }.compactMap { path in
            text(of: path).map { SwiftSource(path: path, text: $0) }
        }
    }

    /// Everything in Sources, read once.
    static let sources = swift(under: "Sources")
    /// Everything in Tests, read once.
    static let tests = swift(under: "Tests")

    /// The Markdown files outside of `Sources` and `Tests`, and those within.
    static let documents = files.filter { $0.hasSuffix(".md") }

    /// The text of a file; nothing when it is not UTF-8.
    static func text(of path: String) -> String? {
        FileManager.default.contents(atPath: "\(root)/\(path)").flatMap { String(bytes: $0, encoding: .utf8) }
    }

    /// Whether there is something at that path.
    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

    private static func isFile(_ path: String) -> Bool {
        let values = try? URL(fileURLWithPath: "\(root)/\(path)").resourceValues(forKeys: [.isDirectoryKey])
        return values?.isDirectory == false
    }
}
