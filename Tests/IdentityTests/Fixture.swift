import Glibc
import Identity
import Platform
import Primitives
import Storage
import Synchronization

/// A data folder in a fresh place, with two tenants and clocks that stand still until they are moved.
final class Fixture: Sendable {
    let path: String
    let folder: DataFolder
    let time = TestTime()
    let uses = Shared([SystemJobUse]())
    let directory: Directory
    let pool = WorkerPool(name: "identity", threads: 2, queueLimit: 256)

    init() async throws {
        var template = Array("/tmp/sayso-identity-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw StorageError.cannotOpen(code: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        folder = try DataFolder(preparing: path + "/data")
        let uses = uses
        directory = try Directory(folder: folder, pool: pool, clock: time.clock) { use in
            uses.change { $0.append(use) }
        }
        for name in ["anna", "ben"] { _ = try await directory.tenants.create(try id(name), name: name) }
    }

    deinit { removeTree(path) }

    /// The operator, acting for a tenant.
    func operate(_ tenant: String) async throws -> Principal {
        try await directory.systemPrincipal(.operatorCommand, tenant: try id(tenant))
    }

    /// A new key of a tenant.
    func key(_ tenant: String = "anna", _ scopes: Set<Scope> = [.realtime], expires: WallTime? = nil) async throws
        -> String
    {
        try await directory.keys.create(for: try await operate(tenant), label: "test", scopes: scopes, expires: expires)
            .reveal()
    }

    /// What another process would have: its own directory on the same folder.
    func otherProcess() throws -> Directory {
        try Directory(folder: folder, pool: pool, clock: time.clock) { _ in }
    }

    func id(_ text: String) throws -> TenantID {
        guard let id = TenantID(text) else { throw IdentityError.notFound }
        return id
    }
}

/// What a credential of that text leads to.
func enter(_ directory: Directory, _ text: String, origin: String? = nil) async throws -> Principal {
    try await directory.authenticator.authenticate(PresentedCredential(Array(text.utf8)), origin: origin)
}

/// Clocks that stand still until they are moved.
final class TestTime: Sendable {
    private let passed = Mutex(Duration.zero)

    static let start = WallTime(milliseconds: 1_795_000_000_000)

    var clock: Clock {
        Clock(now: { [self] in .zero + elapsed }, wall: { [self] in Self.start + elapsed })
    }

    private var elapsed: Duration { passed.withLock { $0 } }

    func pass(_ duration: Duration) { passed.withLock { $0 += duration } }
}

/// A value that several threads change.
final class Shared<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    var now: Value { value.withLock { $0 } }

    func change(_ body: (inout sending Value) -> Void) { value.withLock { body(&$0) } }
}

/// Removes a file, or a folder of these tests with everything in it. A symbolic link is removed, never followed.
private func removeTree(_ path: String) {
    guard path.hasPrefix("/tmp/sayso-identity-") else { return }
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
