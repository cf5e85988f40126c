import Primitives

/// Principals of API keys that were verified a moment ago, by the keyed hash of the whole credential. Answers only for as
/// long as the directory's generation was read recently.
struct CredentialCache {
    /// For how long the cache answers without a look at the generation; together with a database read this stays far
    /// below `Authenticator.revocationBound`.
    static let freshness = Duration.milliseconds(250)

    private static let limit = 4096

    private struct Entry {
        let principal: Principal
        let expires: WallTime?
    }

    private var entries: [[UInt8]: Entry] = [:]
    private var generation: Int64?
    private var confirmed = Instant(nanoseconds: .min)

    /// The principal of a credential with that hash, if it is surely still good.
    func principal(for digest: [UInt8], now: Instant, wall: WallTime) -> Principal? {
        guard let entry = entries[digest], now < confirmed + Self.freshness else { return nil }
        if let expires = entry.expires, wall >= expires { return nil }
        return entry.principal
    }

    /// Keeps a principal that was verified at `generation`, which was read at `now` or later.
    mutating func insert(
        _ principal: Principal, expires: WallTime?, digest: [UInt8], generation: Int64, now: Instant
    ) {
        if let known = self.generation, generation < known { return }
        if generation != self.generation || entries.count >= Self.limit { entries = [:] }
        self.generation = generation
        confirmed = max(confirmed, now)
        entries[digest] = Entry(principal: principal, expires: expires)
    }

    /// Forgets everything, and takes nothing any more that was verified before `generation`.
    mutating func clear(at generation: Int64) {
        entries = [:]
        self.generation = max(generation, self.generation ?? generation)
    }
}
