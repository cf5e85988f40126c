import Primitives
import Storage
import Synchronization

/// What the parts of the directory share.
final class DirectoryCore: Sendable {
    let store: any TenantStore
    let pepper: Pepper
    let clock: Clock
    let cache = Mutex(CredentialCache())
    private let authority: TenantAuthority
    private let recordJob: @Sendable (SystemJobUse) -> Void

    init(
        store: any TenantStore, authority: consuming TenantAuthority, pepper: Pepper, clock: Clock,
        recordJob: @escaping @Sendable (SystemJobUse) -> Void
    ) {
        self.store = store
        self.authority = authority
        self.pepper = pepper
        self.clock = clock
        self.recordJob = recordJob
    }

    /// The scope of a tenant that was verified.
    func scope(ofVerified tenant: TenantID) -> TenantScope { authority.scope(ofVerified: tenant) }

    func systemPrincipal(_ job: SystemJob, tenant: TenantID) -> Principal {
        recordJob(SystemJobUse(job: job, tenant: tenant, time: clock.wall()))
        return Principal(kind: .system(job), scopes: job.scopes, keyID: nil, scope: scope(ofVerified: tenant))
    }

    func exists(_ tenant: TenantID) async throws(IdentityError) -> Bool {
        try await read { session throws(StorageError) in
            try session.row("SELECT 1 FROM tenants WHERE id = \(tenant)") != nil
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(StorageError) -> Value
    ) async throws(IdentityError) -> Value {
        do throws(StorageError) { return try await store.directory.read(body) } catch { throw IdentityError(error) }
    }

    func transaction<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(StorageError) -> Value
    ) async throws(IdentityError) -> Value {
        do throws(StorageError) { return try await store.directory.transaction(body) } catch {
            throw IdentityError(error)
        }
    }

    /// A transaction that can take a right away: all processes learn of it by the generation, this one at once.
    func revoking<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws(StorageError) -> Value
    ) async throws(IdentityError) -> Value {
        let (value, generation) = try await transaction { session throws(StorageError) in
            try session.execute("UPDATE state SET generation = generation + 1")
            return (try body(session), try session.value("SELECT generation FROM state", as: Int64.self))
        }
        cache.withLock { $0.clear(at: generation) }
        return value
    }
}

extension IdentityError {
    init(_ error: StorageError) {
        switch error {
        case .notFound: self = .notFound
        case .duplicate: self = .duplicate
        case .conflict: self = .tooMany
        default: self = .unavailable(error)
        }
    }
}
