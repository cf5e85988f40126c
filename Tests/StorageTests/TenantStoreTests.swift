import Glibc
import Platform
import Primitives
import Storage
import Testing

@Suite("The tenants' store")
struct TenantStoreTests {
    let parent: TemporaryFolder
    let folder: DataFolder
    let pool = WorkerPool(name: "store", threads: 2, queueLimit: 64)
    let store: SQLiteStore
    let scopes: [TenantScope]

    init() async throws {
        parent = try TemporaryFolder()
        folder = try DataFolder(preparing: parent.path + "/data")
        store = try SQLiteStore(folder: folder, directory: directorySchema, pool: pool)
        guard let authority = store.takeAuthority() else { throw StorageError.conflict }
        scopes = ["anna", "ben"].compactMap { TenantID($0) }.map { authority.scope(ofVerified: $0) }
        for scope in scopes { try await store.create(scope) }
    }

    @Test("the right to name tenants is given out once")
    func authority() {
        let second = store.takeAuthority() == nil
        #expect(second)
    }

    @Test("tenants don't see each other's documents, and each has its own file")
    func separate() async throws {
        let (anna, ben) = (store.database(of: scopes[0]), store.database(of: scopes[1]))
        try await anna.documents.replaceAll(with: [draft("agent", "a", "anna's")], at: noon)
        #expect(try await ben.documents.snapshot().documents.isEmpty)
        #expect(try await anna.documents.current(kind: "agent").map(\.body) == [Array("anna's".utf8)])
        #expect(mode(folder.path + "/tenants/ben/tenant.sqlite") == 0o600)
        #expect(mode(folder.path + "/tenants/ben") == 0o700)
    }

    @Test("a whole configuration is replaced in one step, and versions stay")
    func replace() async throws {
        let documents = store.database(of: scopes[0]).documents
        let first = try await documents.replaceAll(
            with: [draft("agent", "a", "1"), draft("tool", "a", "1"), draft("tool", "b", "1")], at: noon)
        #expect(counts(first) == [1, 3, 0, 0, 0])
        let second = try await documents.replaceAll(
            with: [draft("agent", "a", "1"), draft("tool", "a", "2"), draft("tool", "c", "1")], expecting: 1, at: noon)
        #expect(counts(second) == [2, 1, 1, 1, 1])
        #expect(
            try await documents.snapshot().documents.map { $0.kind + $0.id + String($0.version) } == [
                "agenta1", "toola2", "toolc1",
            ])
        #expect(try await documents.history(kind: "tool", id: "b").map(\.version) == [2, 1])
        #expect(try await documents.history(kind: "tool", id: "b").first?.body == nil)
        #expect(try await documents.current(kind: "tool", id: "b") == nil)
        try await documents.replaceAll(with: [draft("tool", "b", "3")], at: noon)
        #expect(try await documents.current(kind: "tool", id: "b")?.version == 3)
    }

    @Test("the same configuration again changes nothing, and a stale writer is refused")
    func idempotent() async throws {
        let documents = store.database(of: scopes[0]).documents
        let drafts = [draft("agent", "a", "1")]
        try await documents.replaceAll(with: drafts, at: noon)
        #expect(counts(try await documents.replaceAll(with: drafts, at: noon)) == [1, 0, 0, 0, 1])
        await #expect(throws: StorageError.conflict) {
            try await documents.replaceAll(with: [], expecting: 0, at: noon)
        }
        await #expect(throws: StorageError.duplicate) {
            try await documents.replaceAll(with: drafts + drafts, at: noon)
        }
        await #expect(throws: StorageError.tooLarge) {
            try await documents.replaceAll(with: [draft("", "a", "1")], at: noon)
        }
        #expect(try await documents.generation() == 1)
        let composed = [draft("agent", "\u{E9}", "1"), draft("agent", "e\u{301}", "2")]
        #expect(try await documents.replaceAll(with: composed, at: noon).added == 2)
    }

    @Test("a running gateway notices what another process stored")
    func otherProcess() async throws {
        let documents = store.database(of: scopes[0]).documents
        #expect(try await documents.generation() == 0)
        let other = try SQLiteStore(folder: folder, directory: directorySchema, pool: pool)
        try await other.database(of: scopes[0]).documents.replaceAll(with: [draft("agent", "a", "1")], at: noon)
        #expect(try await documents.generation() == 1)
    }

    @Test("a lost database is an error, not an empty one")
    func lost() async throws {
        let other = try SQLiteStore(folder: folder, directory: directorySchema, pool: pool)
        unsafe unlink(folder.path + "/tenants/anna/tenant.sqlite")
        await #expect(throws: StorageError.cannotOpen(code: ENOENT)) {
            try await other.database(of: scopes[0]).documents.generation()
        }
        unsafe unlink(folder.gatewayDatabase)
        #expect(throws: StorageError.unlinked) {
            try SQLiteStore(folder: folder, directory: directorySchema, pool: pool)
        }
    }

    @Test("only so many tenants' files stay open, and the others are opened again")
    func openLimit() async throws {
        let small = try SQLiteStore(folder: folder, directory: directorySchema, pool: pool, openLimit: 1)
        for _ in 0..<3 {
            for scope in scopes { #expect(try await small.database(of: scope).documents.generation() == 0) }
        }
    }

    private func counts(_ change: ConfigurationChange) -> [Int] {
        [Int(change.generation), change.added, change.changed, change.removed, change.unchanged]
    }

    private func draft(_ kind: String, _ id: String, _ body: String) -> TenantDocument.Draft {
        TenantDocument.Draft(kind: kind, id: id, body: Array(body.utf8))
    }
}

let noon = WallTime(milliseconds: 1_795_000_000_000)
let directorySchema = Schema(purpose: "gateway", versions: [["CREATE TABLE t (x)"]])
