import FoundationEssentials

/// Where the conformance data of others is read in place: the folder that `SAYSO_CONFORMANCE` names, by default
/// `../shared/conformance` beside the package. Nothing of it is ever copied into this repository.
enum ConformanceData {
    /// The path of the folder; nil, said loudly, when there is none.
    static let folder: String? = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let named = ProcessInfo.processInfo.environment["SAYSO_CONFORMANCE"]
        let path = named ?? "/\(package)/../shared/conformance"
        var isFolder = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder { return path }
        print("CONFORMANCE SKIPPED: no folder \(path); set SAYSO_CONFORMANCE")
        return nil
    }()

    /// The paths of all files below a subfolder (`tlog/jcs`) that a test knows how to read, in order of their names,
    /// relative to that subfolder. None, said loudly, when nothing fits.
    static func files(in subfolder: String, where fits: (String) -> Bool = { _ in true }) -> [String] {
        guard let folder else { return [] }
        let all = try? FileManager.default.subpathsOfDirectory(atPath: "\(folder)/\(subfolder)")
        let found = (all ?? []).filter { fits($0) && isFile("\(folder)/\(subfolder)/\($0)") }.sorted()
        if found.isEmpty { print("CONFORMANCE SKIPPED: no files for this test in \(folder)/\(subfolder)") }
        return found
    }

    /// The bytes of a file of a subfolder; throws when it can't be read.
    static func bytes(of file: String, in subfolder: String) throws -> [UInt8] {
        let path = "\(folder ?? "")/\(subfolder)/\(file)"
        guard let data = FileManager.default.contents(atPath: path) else { throw Unreadable(path: path) }
        return [UInt8](data)
    }

    private static func isFile(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder
    }

    /// A file that was listed but can't be read.
    struct Unreadable: Error { let path: String }
}
