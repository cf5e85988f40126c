import Glibc
import Primitives

/// A secret key in a file of mode 0600 in the data folder's `keys`.
package enum KeyFile {
    /// The key called `name`, `count` bytes long; nothing when there is no such file. Throws `insecureFile` when others
    /// may read the file, `corrupt` when its size is another.
    package static func load(_ name: StaticString, count: Int, in folder: DataFolder) throws(StorageError) -> Secret? {
        let path = folder.keys + "/" + name.description
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw .cannotOpen(code: errno) }
            return nil
        }
        defer { close(descriptor) }
        guard try PrivateFile.mode(of: path) & 0o077 == 0 else { throw .insecureFile }
        var bytes = [UInt8](repeating: 0, count: count + 1)
        let length = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        guard length == count else { throw .corrupt }
        return Secret(Array(bytes.prefix(count)))
    }

    /// The key called `name`; when there is none, a fresh one of `count` bytes from the kernel, on the disk before it is
    /// given out. Processes that do so at once all get the same key.
    package static func loadOrCreate(
        _ name: StaticString, count: Int, in folder: DataFolder
    ) throws(StorageError) -> Secret {
        if let secret = try load(name, count: count, in: folder) { return secret }
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        try store(bytes, at: folder.keys + "/" + name.description)
        guard let secret = try load(name, count: count, in: folder) else { throw .unlinked }
        return secret
    }

    /// Writes a file that appears under its name only when it is complete, and never in the place of another.
    private static func store(_ bytes: [UInt8], at path: String) throws(StorageError) {
        let draft = path + ".\(getpid()).\(UInt64.random(in: 0 ... .max))"
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .cannotOpen(code: errno) }
        defer {
            close(descriptor)
            unsafe unlink(draft)
        }
        let written = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        guard written == bytes.count else { throw errno == ENOSPC ? .full : .inputOutput(code: errno) }
        guard fsync(descriptor) == 0 else { throw .inputOutput(code: errno) }
        guard unsafe link(draft, path) == 0 || errno == EEXIST else { throw .cannotOpen(code: errno) }
        try PrivateFile.syncFolder(PrivateFile.parent(of: path))
    }
}
