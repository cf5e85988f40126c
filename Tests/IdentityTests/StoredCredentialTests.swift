import Primitives
import Storage
import Testing

@testable import Identity

@Suite("A stored credential")
struct StoredCredentialTests {
    @Test("a name that nothing has is checked against a decoy of the same size, which nothing matches")
    func decoy() async throws {
        let fixture = try await Fixture()
        let database = try SQLiteDatabase(path: fixture.folder.gatewayDatabase)
        for (id, kind) in [
            (KeyID("sk_000000000000"), CredentialKind.apiKey), (nil, .apiKey),
            (KeyID("ek_000000000000"), .clientSecret),
            (nil, .clientSecret),
        ] {
            let stored = try StoredCredential.find(id, kind, database)
            #expect(!stored.found && stored.digest.count == 32)
            #expect(!stored.accepts(stored.digest, at: TestTime.start))
        }
    }

    @Test("the cache takes nothing that was verified before a revocation it knows of")
    func staleInsert() async throws {
        let fixture = try await Fixture()
        let principal = try await fixture.operate("anna")
        var cache = CredentialCache()
        cache.clear(at: 7)
        cache.insert(principal, expires: nil, digest: [1], generation: 6, now: .zero)
        #expect(cache.principal(for: [1], now: .zero, wall: TestTime.start) == nil)
        cache.insert(principal, expires: nil, digest: [1], generation: 7, now: .zero)
        #expect(cache.principal(for: [1], now: .zero, wall: TestTime.start) != nil)
        #expect(cache.principal(for: [1], now: .zero + .seconds(1), wall: TestTime.start) == nil)
        cache.insert(principal, expires: nil, digest: [2], generation: 8, now: .zero)
        #expect(cache.principal(for: [1], now: .zero, wall: TestTime.start) == nil)
    }

    @Test("credentials have the published form and are not alike")
    func format() throws {
        var seen: Set<String> = []
        for _ in 0..<200 {
            for kind in CredentialKind.allCases {
                let text = try MintedCredential.make(kind).reveal()
                #expect(text.wholeMatch(of: /[se]k_[0-9a-hjkmnp-tv-z]{12}_[0-9a-hjkmnp-tv-z]{52}/) != nil)
                #expect(text.utf8.count == CredentialFormat.length && text.hasPrefix(kind.prefix))
                #expect(seen.insert(text).inserted && seen.insert(String(text.prefix(15))).inserted)
            }
        }
    }
}
