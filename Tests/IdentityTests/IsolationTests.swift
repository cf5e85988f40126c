import Glibc
import Identity
import Primitives
import Storage
import Testing

@Suite("Tenants cannot meet")
struct IsolationTests {
    let fixture: Fixture
    var directory: Directory { fixture.directory }

    init() async throws { fixture = try await Fixture() }

    @Test("an administrator sees and revokes only the own tenant's keys")
    func keys() async throws {
        let anna = try await enter(directory, try await fixture.key("anna", [.admin]))
        let ben = try await enter(directory, try await fixture.key("ben", [.admin]))
        #expect(try await directory.keys.list(for: anna).map(\.id) == [anna.keyID])
        for stranger in [try #require(ben.keyID), try #require(KeyID("sk_000000000000"))] {
            await #expect(throws: IdentityError.notFound) { try await directory.keys.revoke(stranger, for: anna) }
        }
        #expect(try await directory.authenticator.isStillValid(ben))
        let user = try await enter(directory, try await fixture.key("ben", [.realtime]))
        await #expect(throws: IdentityError.missingScope(.admin)) { try await directory.keys.list(for: user) }
        await #expect(throws: IdentityError.missingScope(.admin)) {
            try await directory.keys.create(for: user, label: "x", scopes: [.admin])
        }
    }

    @Test("keys revoked long ago make room, and a tenant has only so many")
    func keyCount() async throws {
        let admin = try await fixture.operate("anna")
        let old = try await directory.keys.create(for: admin, label: "old", scopes: [.realtime])
        try await directory.keys.revoke(old.id, for: admin)
        fixture.time.pass(APIKeys.memory)
        _ = try await fixture.key()
        #expect(try await directory.keys.list(for: admin).map(\.id).contains(old.id))
        fixture.time.pass(.seconds(1))
        _ = try await fixture.key()
        #expect(try await !directory.keys.list(for: admin).map(\.id).contains(old.id))
        let database = try SQLiteDatabase(path: fixture.folder.gatewayDatabase)
        try database.transaction { () throws(StorageError) in
            for number in 0..<APIKeys.countLimit {
                try database.execute(
                    """
                    INSERT INTO api_keys (id, tenant, label, scopes, digest, created)
                    VALUES (\("sk_\(number)"), \(admin.tenant), 'x', '', zeroblob(32), 0)
                    """)
            }
        }
        await #expect(throws: IdentityError.tooMany) { try await fixture.key() }
        _ = try await fixture.key("ben")
    }

    @Test("a principal's database is that of its tenant")
    func databases() async throws {
        let anna = try await enter(directory, try await fixture.key("anna"))
        let ben = try await enter(directory, try await fixture.key("ben"))
        try await directory.database(for: anna).documents.replaceAll(
            with: [.init(kind: "agent", id: "a", body: Array("anna's".utf8))], at: TestTime.start)
        #expect(try await directory.database(for: ben).documents.snapshot().documents.isEmpty)
        #expect(directory.database(for: ben).tenant == ben.tenant)
    }

    @Test("a system job is recorded before it begins, and leads to no tenant that doesn't exist")
    func systemJobs() async throws {
        let before = fixture.uses.now.count
        let principal = try await directory.systemPrincipal(.auditReading, tenant: try fixture.id("ben"))
        #expect(fixture.uses.now.count == before + 1)
        #expect(fixture.uses.now.last?.job == .auditReading && fixture.uses.now.last?.tenant.text == "ben")
        #expect(principal.actor == "system:audit" && principal.scopes == [.auditRead])
        await #expect(throws: IdentityError.notFound) {
            try await directory.systemPrincipal(.auditReading, tenant: try fixture.id("nobody"))
        }
        #expect(unsafe access(fixture.folder.path + "/tenants/nobody", F_OK) != 0)
    }

    @Test("tenants are made once, listed and frozen")
    func tenants() async throws {
        await #expect(throws: IdentityError.duplicate) {
            try await directory.tenants.create(try fixture.id("anna"), name: "again")
        }
        #expect(try await directory.tenants.list().map(\.id.text) == ["anna", "ben"])
        let anna = try await fixture.operate("anna")
        try await directory.tenants.setFrozen(true, anna.tenant)
        #expect(try await directory.tenants.state(of: anna).frozen)
        #expect(try await !directory.tenants.state(of: try await fixture.operate("ben")).frozen)
        await #expect(throws: IdentityError.notFound) {
            try await directory.tenants.setFrozen(true, try fixture.id("nobody"))
        }
    }

    @Test("no credential lies in the data folder, and a description shows none")
    func noPlainSecrets() async throws {
        let key = try await fixture.key("anna", [.clientSecrets])
        let maker = try await enter(directory, key)
        let minted = try await directory.clientSecrets.create(for: maker, terms: ClientSecretTerms())
        let secrets = [key, minted.credential.reveal()].map { Array($0.utf8.suffix(52)) }
        for file in [
            "gateway.sqlite", "gateway.sqlite-wal", "tenants/anna/tenant.sqlite", "tenants/anna/tenant.sqlite-wal",
        ] {
            let bytes = contents(of: fixture.folder.path + "/" + file)
            #expect(!bytes.isEmpty)
            for secret in secrets { #expect(!contains(bytes, secret), "\(file)") }
        }
        for text in ["\(minted)", "\(PresentedCredential(Array(key.utf8)))", String(reflecting: minted)] {
            for secret in secrets { #expect(!contains(Array(text.utf8), secret)) }
        }
    }

    @Test("with another or a lost key file the directory doesn't open")
    func keyFile() async throws {
        _ = try await fixture.key()
        unsafe unlink(fixture.folder.keys + "/pepper")
        #expect(throws: IdentityError.wrongKeyFile) { try fixture.otherProcess() }
    }

    @Test("the right to name tenants is taken in one place of the sources")
    func oneDoor() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Sources"
        var users: [String] = []
        for path in sources(root) where contains(contents(of: path), Array("takeAuthority()".utf8)) {
            users.append(String(path.dropFirst(root.count + 1)))
        }
        #expect(
            users.sorted() == [
                "Identity/Directory/Directory.swift", "Storage/Tenants/SQLiteStore.swift",
                "Storage/Tenants/TenantStore.swift",
            ])
    }
}

private func sources(_ folder: String) -> [String] {
    guard let stream = unsafe opendir(folder) else { return folder.hasSuffix(".swift") ? [folder] : [] }
    defer { unsafe closedir(stream) }
    var found: [String] = []
    while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
        }
        if !name.hasPrefix(".") { found += sources(folder + "/" + name) }
    }
    return found
}

private func contents(of path: String) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4 << 20)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    return Array(bytes.prefix(max(0, count)))
}

private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    guard let first = part.first, bytes.count >= part.count else { return false }
    return (0...bytes.count - part.count).contains {
        bytes[$0] == first && bytes[$0..<$0 + part.count].elementsEqual(part)
    }
}
