import Glibc

/// A file that exists while a decoder reads its dictionary or grammar: the library takes these by name only.
/// Made by `mkstemp` (unguessable name, mode 0600) and removed when the value goes.
final class TemporaryFile {
    let path: String

    /// A file of those bytes in the system's temporary folder; nothing when the disk refuses.
    init?(_ bytes: [UInt8]) {
        var template = [CChar]("/tmp/sayso-speech-XXXXXX".utf8CString)
        let file = unsafe mkstemp(&template)
        guard file >= 0 else { return nil }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let written = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
        close(file)
        guard written == bytes.count else { return nil }
    }

    deinit { unsafe unlink(path) }
}
