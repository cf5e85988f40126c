import Glibc
import Storage
import Testing

@Suite("A key file")
struct KeyFileTests {
    let parent: TemporaryFolder
    let folder: DataFolder

    init() throws {
        parent = try TemporaryFolder()
        folder = try DataFolder(preparing: parent.path + "/data")
    }

    @Test("is made once, readable by its owner only, and found again")
    func once() throws {
        #expect(try KeyFile.load("pepper", count: 32, in: folder) == nil)
        let first = try KeyFile.loadOrCreate("pepper", count: 32, in: folder).withBytes { $0 }
        let again = try KeyFile.loadOrCreate("pepper", count: 32, in: folder).withBytes { $0 }
        #expect(first == again && first.count == 32)
        #expect(mode(folder.keys + "/pepper") == 0o600)
        let other = try KeyFile.loadOrCreate("other", count: 32, in: folder).withBytes { $0 }
        #expect(other != first)
    }

    @Test("that others may read, or that has another size, is refused")
    func refused() throws {
        _ = try KeyFile.loadOrCreate("pepper", count: 32, in: folder)
        unsafe chmod(folder.keys + "/pepper", 0o640)
        #expect(throws: StorageError.insecureFile) { try KeyFile.load("pepper", count: 32, in: folder) }
        unsafe chmod(folder.keys + "/pepper", 0o600)
        for count in [31, 33] {
            #expect(throws: StorageError.corrupt) { try KeyFile.load("pepper", count: count, in: folder) }
        }
    }
}
