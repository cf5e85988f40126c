import Glibc

/// Why a file could not be read or written.
package enum FileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no such file, or it may not be opened.
    case unreadable
    /// It is larger than the reader allows.
    case tooLarge
    /// It could not be written.
    case unwritable

    package var description: String {
        switch self {
        case .unreadable: "the file cannot be read"
        case .tooLarge: "the file is too large"
        case .unwritable: "the file cannot be written"
        }
    }
}

/// Whole files, bounded.
package enum File {
    /// The bytes of the file at `path`, at most `limit`.
    package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw .unreadable }
            if count == 0 { return content }
            content += buffer.prefix(count)
            guard content.count <= limit else { throw .tooLarge }
        }
    }

    /// Replaces the file at `path` in one step, readable by its owner only.
    package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        let temporary = path + ".new"
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unwritable }
        let isWritten = put(bytes, descriptor) && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, unsafe rename(temporary, path) == 0 else {
            unsafe unlink(temporary)
            throw .unwritable
        }
    }

    private static func put(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// The process's environment.
package enum Environment {
    /// The value of a variable; nothing when it is not set.
    package static func value(_ name: String) -> String? {
        guard let pointer = unsafe getenv(name) else { return nil }
        return unsafe String(cString: pointer)
    }
}
