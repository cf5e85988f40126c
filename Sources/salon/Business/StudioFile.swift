import Glibc
import Wire

/// The file that holds the books. It is replaced as a whole: written beside, flushed to the disk, renamed.
struct StudioFile: Sendable {
    let path: String

    /// The largest file that is read.
    static let limits = JSONLimits(maximumBytes: 64 << 20, maximumValues: 2_000_000)

    /// The books; fresh ones when there is no file. Throws when the file cannot be read as books.
    func load() throws -> Studio {
        guard let bytes = try? readFile(path, maximum: Self.limits.maximumBytes) else {
            guard unsafe access(path, F_OK) != 0 else { throw StudioFileError.unreadable }
            return Studio()
        }
        guard let studio = Studio(try JSON.parse(bytes, limits: Self.limits)) else { throw StudioFileError.unreadable }
        return studio
    }

    /// Writes the books durably.
    func save(_ studio: Studio) throws(StudioFileError) { try replace(with: studio.json.serialized()) }

    /// Writes a text durably.
    func write(_ text: String) throws(StudioFileError) { try replace(with: Array(text.utf8)) }

    private func replace(with bytes: [UInt8]) throws(StudioFileError) {
        let temporary = path + ".new"
        try write(bytes, to: temporary)
        guard unsafe rename(temporary, path) == 0 else { throw .notWritten }
        let directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw .notWritten }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw .notWritten }
    }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private func write(_ bytes: [UInt8], to path: String) throws(StudioFileError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .notWritten }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw .notWritten }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 else { throw .notWritten }
    }
}

/// Why the books could not be read or written.
enum StudioFileError: Error, Sendable, CustomStringConvertible {
    case unreadable
    case notWritten

    var description: String {
        switch self {
        case .unreadable: "the data file is not a studio's books"
        case .notWritten: "the data file could not be written"
        }
    }
}

/// The bytes of a file. Throws when it cannot be read or is larger than `maximum`.
func readFile(_ path: String, maximum: Int) throws(StudioFileError) -> [UInt8] {
    let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
        guard count >= 0, bytes.count + count <= maximum else { throw .unreadable }
        if count == 0 { return bytes }
        bytes += buffer[..<count]
    }
}
