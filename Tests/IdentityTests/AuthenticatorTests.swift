import Glibc
import Identity
import Primitives
import Storage
import Testing

@Suite("Authentication")
struct AuthenticatorTests {
    let fixture: Fixture
    var directory: Directory { fixture.directory }

    init() async throws { fixture = try await Fixture() }

    @Test("a key leads to its tenant and scopes, with a caller nobody knows")
    func valid() async throws {
        let key = try await fixture.key("ben", [.realtime, .auditRead])
        let principal = try await enter(directory, key)
        #expect(principal.tenant.text == "ben" && principal.kind == .apiKey)
        #expect(principal.scopes == [.realtime, .auditRead])
        #expect(principal.keyID?.text == String(key.prefix(15)) && principal.actor == String(key.prefix(15)))
        #expect(principal.assurance == 0 && principal.callerID == nil)
        #expect(throws: IdentityError.missingScope(.admin)) { try principal.require(.admin) }
        #expect(try await enter(directory, key) == principal)
    }

    @Test("no key that differs in one byte, is cut or is longer gets in")
    func mutated() async throws {
        let key = Array(try await fixture.key().utf8)
        var attempts = [
            [], Array("sk_".utf8), key + [0x30], [0x20] + key, key + key, Array(repeating: 0x61, count: 1 << 20),
        ]
        for index in key.indices {
            attempts.append(Array(key[..<index]))
            for byte in [key[index] == 0x30 ? 0x31 : 0x30, key[index] ^ 0x20, 0, 0xFF] as [UInt8] {
                attempts.append(key)
                attempts[attempts.count - 1][index] = byte
            }
        }
        for attempt in attempts where attempt != key {
            await #expect(throws: IdentityError.invalidCredential) {
                try await directory.authenticator.authenticate(PresentedCredential(attempt))
            }
        }
    }

    @Test("one key's name with another's secret gets nobody in")
    func mixed() async throws {
        let (anna, ben) = (try await fixture.key("anna"), try await fixture.key("ben"))
        for mixture in [anna.prefix(15) + ben.suffix(53), ben.prefix(15) + anna.suffix(53), "ek_" + anna.dropFirst(3)] {
            await #expect(throws: IdentityError.invalidCredential) { try await enter(directory, String(mixture)) }
        }
    }

    @Test("a revoked key stops at once in this process, though it was just used")
    func revoked() async throws {
        let key = try await fixture.key()
        let principal = try await enter(directory, key)
        #expect(try await directory.authenticator.isStillValid(principal))
        try await directory.keys.revoke(try #require(principal.keyID), for: try await fixture.operate("anna"))
        await #expect(throws: IdentityError.invalidCredential) { try await enter(directory, key) }
        #expect(try await !directory.authenticator.isStillValid(principal))
    }

    @Test("a key revoked by another process stops within the published bound")
    func revokedElsewhere() async throws {
        let key = try await fixture.key()
        let principal = try await enter(directory, key)
        let other = try fixture.otherProcess()
        let admin = try await other.systemPrincipal(.operatorCommand, tenant: principal.tenant)
        try await other.keys.revoke(try #require(principal.keyID), for: admin)
        fixture.time.pass(Authenticator.revocationBound)
        await #expect(throws: IdentityError.invalidCredential) { try await enter(directory, key) }
    }

    @Test("a key ends at its time, though it was just used")
    func expired() async throws {
        let end = TestTime.start + .milliseconds(100)
        let key = try await fixture.key(expires: end)
        _ = try await enter(directory, key)
        fixture.time.pass(.milliseconds(99))
        _ = try await enter(directory, key)
        fixture.time.pass(.milliseconds(1))
        await #expect(throws: IdentityError.invalidCredential) { try await enter(directory, key) }
    }

    @Test("a disabled tenant's keys are refused in the same way, and accepted again afterwards")
    func disabled() async throws {
        let key = try await fixture.key()
        let principal = try await enter(directory, key)
        try await directory.tenants.setDisabled(true, principal.tenant)
        await #expect(throws: IdentityError.invalidCredential) { try await enter(directory, key) }
        #expect(try await !directory.authenticator.isStillValid(principal))
        try await directory.tenants.setDisabled(false, principal.tenant)
        #expect(try await enter(directory, key) == principal)
    }

    @Test("when the store is gone nobody gets in, not even who just was")
    func storeGone() async throws {
        let key = try await fixture.key()
        _ = try await enter(directory, key)
        unsafe unlink(fixture.folder.gatewayDatabase)
        fixture.time.pass(Authenticator.revocationBound)
        await #expect(throws: IdentityError.unavailable(.unlinked)) { try await enter(directory, key) }
        await #expect(throws: IdentityError.unavailable(.unlinked)) { try await enter(directory, "sk_nobody") }
    }

    @Test("the use of a key is noted to the hour")
    func lastUse() async throws {
        let key = try await fixture.key()
        let admin = try await fixture.operate("anna")
        #expect(try await directory.keys.list(for: admin).first?.used == nil)
        _ = try await enter(directory, key)
        let used = try #require(try await directory.keys.list(for: admin).first?.used)
        #expect(used <= TestTime.start && used.milliseconds % 3_600_000 == 0)
    }

    @Test("an API key may name a caller, which stays a claim")
    func claiming() async throws {
        let principal = try await enter(directory, try await fixture.key())
        let named = try principal.claiming(try #require(CallerID("caller-1")))
        #expect(named.assurance == 1 && named.callerID?.text == "caller-1" && named.tenant == principal.tenant)
        await #expect(throws: IdentityError.refusedTerms("only an API key may name a caller")) {
            try await fixture.operate("anna").claiming(try #require(CallerID("caller-1")))
        }
    }
}
