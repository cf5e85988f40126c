import Glibc

/// Files and folders that only the gateway's own user may open.
package enum PrivateFile {
    /// Makes sure that there is a plain file of ours with mode 0600 at `path`; makes an empty one when `create`.
    ///
    /// It never opens the file: closing any descriptor of a file drops all of the process's POSIX locks on it, among
    /// them those of a SQLite connection (sqlite.org/howtocorrupt.html, section 2.2).
    static func prepare(_ path: String, create: Bool) throws(StorageError) {
        if create, unsafe mknod(path, S_IFREG | 0o600, 0) == 0 { return try syncFolder(parent(of: path)) }
        guard !create || errno == EEXIST else { throw .cannotOpen(code: errno) }
        let mode = try mode(of: path)
        guard mode & 0o077 != 0 else { return }
        guard unsafe chmod(path, 0o600) == 0 else { throw .insecureFile }
    }

    /// Makes sure that there is a folder of ours with mode 0700 at `path`, and that its name is on the disk.
    package static func prepareFolder(_ path: String) throws(StorageError) {
        let made = unsafe mkdir(path, 0o700) == 0
        guard made || errno == EEXIST else { throw .cannotOpen(code: errno) }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_DIRECTORY)
        guard descriptor >= 0 else { throw .cannotOpen(code: errno) }
        defer { close(descriptor) }
        try claimFolder(descriptor)
        if made { try syncFolder(parent(of: path)) }
    }

    /// Puts the names in the folder at `path` on the disk.
    package static func syncFolder(_ path: String) throws(StorageError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard descriptor >= 0 else { throw .cannotOpen(code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .inputOutput(code: errno) }
    }

    /// The permission bits of the file at `path` when it is a plain file of ours.
    static func mode(of path: String) throws(StorageError) -> UInt32 {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw .cannotOpen(code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else { throw .insecureFile }
        return status.st_mode & 0o777
    }

    /// The names in the folder at `path`.
    static func names(in path: String) throws(StorageError) -> [String] {
        guard let folder = unsafe opendir(path) else { throw .cannotOpen(code: errno) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe names.append(String(cString: $0))
                }
            }
        }
        return names.filter { $0 != "." && $0 != ".." }
    }

    /// The folder that holds `path`.
    static func parent(of path: String) -> String {
        let bytes = Array(path.utf8)
        guard let slash = bytes.lastIndex(of: 0x2F) else { return "." }
        return slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
    }

    /// Takes away what others may do with an open folder; refuses one that is not ours.
    private static func claimFolder(_ descriptor: Int32) throws(StorageError) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .cannotOpen(code: errno) }
        guard status.st_uid == geteuid() else { throw .insecureFile }
        guard status.st_mode & 0o077 != 0 else { return }
        guard fchmod(descriptor, 0o700) == 0 else { throw .insecureFile }
    }
}
