import Glibc
import Storage

/// A folder that vanishes with the value.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/sayso-store-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw StorageError.cannotOpen(code: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { removeTree(path) }
}

/// Removes a file, or a folder of this test with everything in it. A symbolic link is removed, never followed.
func removeTree(_ path: String) {
    guard path.hasPrefix("/tmp/sayso-store-") else { return }
    let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else {
        _ = unsafe unlink(path)
        return
    }
    guard let stream = unsafe fdopendir(folder) else {
        _ = close(folder)
        return
    }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
        unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe names.append(String(cString: $0)) }
        }
    }
    unsafe closedir(stream)
    for name in names where name != "." && name != ".." { removeTree(path + "/" + name) }
    unsafe rmdir(path)
}

/// The permission bits at `path`.
func mode(_ path: String) -> UInt32 {
    var status = stat()
    return unsafe lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}
