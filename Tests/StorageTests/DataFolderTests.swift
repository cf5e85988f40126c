import Glibc
import Primitives
import Storage
import Testing

@Suite("The data folder")
struct DataFolderTests {
    @Test("its folders are open to their owner only, even when they were not")
    func modes() throws {
        let parent = try TemporaryFolder()
        let path = parent.path + "/data"
        unsafe mkdir(path, 0o755)
        let folder = try DataFolder(preparing: path)
        for part in ["", "/keys", "/tls", "/tenants"] { #expect(mode(folder.path + part) == 0o700) }
    }

    @Test("one process serves a folder at a time, and the next may when the first has gone")
    func serving() throws {
        let parent = try TemporaryFolder()
        let folder = try DataFolder(preparing: parent.path + "/data")
        do {
            let lock = try folder.lockForServing()
            #expect(throws: StorageError.alreadyServed) { try folder.lockForServing() }
            withExtendedLifetime(lock) {}
        }
        _ = try folder.lockForServing()
    }

    @Test("no tenant id leads out of its folder")
    func paths() throws {
        for trick in [
            "", ".", "..", "../x", "a/../b", "/etc", "a/b", "a\\b", "a\0b", "A", "%2e%2e", "..%2f", " a", "a ", "~a",
            "a\n", "é", "ａ", "$(id)", "a;b", "'", "\u{202E}a", String(repeating: "a", count: 65),
        ] { #expect(TenantID(trick) == nil, "\(trick.debugDescription)") }
        let parent = try TemporaryFolder()
        let folder = try DataFolder(preparing: parent.path + "/data")
        for odd in ["a..", "a.sqlite", "con", "a-_."] {
            let path = try folder.auditDatabase(of: try #require(TenantID(odd)))
            #expect(path == folder.path + "/tenants/" + odd + "/audit.sqlite")
        }
    }

    @Test("a link in the place of a folder is refused")
    func links() throws {
        let parent = try TemporaryFolder()
        unsafe mkdir(parent.path + "/elsewhere", 0o700)
        unsafe symlink(parent.path + "/elsewhere", parent.path + "/data")
        #expect(throws: StorageError.self) { try DataFolder(preparing: parent.path + "/data") }
    }
}
