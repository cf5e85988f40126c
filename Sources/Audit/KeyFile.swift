import Cryptography
import Glibc
import MerkleLog
import Storage

/// The file that holds a log's signing key, in the form of C2SP signer keys; mode 0600.
///
/// A key is born as `<path>.new` and gets its name once the log that names it is durable. So a key without a log means
/// that the log was removed, and a crash in between leaves nothing that looks so.
struct KeyFile {
    let path: String

    private var newPath: String { path + ".new" }
    private static let maximumBytes = 1024

    /// The key with its final name; nothing when there is no such file.
    func load() throws(AuditError) -> SignerKey? { try load(path) }

    /// The key whose log may or may not have become durable; nothing when there is none.
    func loadNew() throws(AuditError) -> SignerKey? { try load(newPath) }

    /// Makes and keeps a fresh key, not yet under its final name.
    func makeNew(name: KeyName) throws(AuditError) -> SignerKey {
        let key = SignerKey(name: name, pair: Ed25519.generate())
        guard unsafe unlink(newPath) == 0 || errno == ENOENT else { throw .unavailable(.cannotOpen(code: errno)) }
        let descriptor = unsafe open(newPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .unavailable(.cannotOpen(code: errno)) }
        defer { close(descriptor) }
        let written = key.encoded.withBytes { bytes in unsafe write(descriptor, bytes, bytes.count) == bytes.count }
        guard written, fsync(descriptor) == 0 else { throw .unavailable(.inputOutput(code: errno)) }
        return key
    }

    /// Gives the new key its final name.
    func promote() throws(AuditError) {
        guard unsafe rename(newPath, path) == 0 else { throw .unavailable(.inputOutput(code: errno)) }
        do throws(StorageError) {
            try PrivateFile.syncFolder(folder)
        } catch {
            throw .unavailable(error)
        }
    }

    private var folder: String {
        let bytes = Array(path.utf8)
        return bytes.lastIndex(of: 0x2F).map { String(decoding: bytes[..<$0], as: UTF8.self) } ?? "."
    }

    private func load(_ path: String) throws(AuditError) -> SignerKey? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw .unavailable(.cannotOpen(code: errno)) }
            return nil
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 == 0,
            status.st_uid == geteuid()
        else { throw .unavailable(.insecureFile) }
        var bytes = [UInt8](repeating: 0, count: Self.maximumBytes)
        let count = unsafe read(descriptor, &bytes, Self.maximumBytes)
        guard count > 0, let text = String(validating: bytes.prefix(count), as: UTF8.self),
            let key = try? SignerKey(encoded: text)
        else { throw .wrongKey }
        return key
    }
}
