import Identity
import Primitives
import Testing

/// ThreatModel/T08-credential-theft.md: a credential is guessed, found, used twice, used elsewhere, or used too late.
@Suite("T08 credentials and sessions are stolen")
struct T08CredentialTheftTests {
    let house: House

    init() async throws { house = try await House() }

    @Test("everything that is nearly a key is answered like everything that is not one")
    func nearly() async throws {
        let key = try await house.key(of: House.anna)
        #expect(try await house.enter(key).tenant == House.anna)
        let bytes = Array(key.utf8)
        var nearly = [
            "", "sk_", String(key.dropLast()), key + "0", key.uppercased(), " " + key, key + "\n",
            "ek_" + key.dropFirst(3),
            String(key.prefix(15)), String(key.reversed()), "Bearer " + key,
        ]
        for index in stride(from: 3, to: bytes.count, by: 7) {
            var changed = bytes
            changed[index] = changed[index] == UInt8(ascii: "0") ? UInt8(ascii: "1") : UInt8(ascii: "0")
            if changed != bytes { nearly.append(String(decoding: changed, as: UTF8.self)) }
        }
        for credential in nearly {
            await #expect(throws: IdentityError.invalidCredential, "\(credential.utf8.count) bytes") {
                try await house.enter(credential)
            }
        }
    }

    @Test("a revoked and an expired key are nobody, at once")
    func tooLate() async throws {
        let admin = try await house.enter(try await house.key(of: House.anna, [.admin]))
        let key = try await house.key(of: House.anna)
        let principal = try await house.enter(key)
        try await house.directory.keys.revoke(try #require(principal.keyID), for: admin)
        await #expect(throws: IdentityError.invalidCredential) { try await house.enter(key) }
        #expect(try await !house.directory.authenticator.isStillValid(principal))
        let short = try await house.key(of: House.anna, expires: TestTime.start + .seconds(60))
        _ = try await house.enter(short)
        house.time.pass(.seconds(61))
        await #expect(throws: IdentityError.invalidCredential) { try await house.enter(short) }
    }

    @Test("a client secret opens one session, from its page, for minutes; a thief elsewhere does not spoil it")
    func clientSecret() async throws {
        let maker = try await house.enter(try await house.key(of: House.anna, [.clientSecrets, .realtime]))
        let terms = ClientSecretTerms(origin: "https://studio.example")
        let secret = try await house.directory.clientSecrets.create(for: maker, terms: terms).credential.reveal()
        for origin in [
            nil, "https://mallory.example", "https://studio.example.mallory.example", "HTTPS://STUDIO.EXAMPLE", "",
        ] {
            await #expect(throws: IdentityError.invalidCredential) { try await house.enter(secret, origin: origin) }
        }
        let browser = try await house.enter(secret, origin: "https://studio.example")
        #expect(browser.tenant == House.anna)
        #expect(browser.scopes == [.realtime])
        await #expect(throws: IdentityError.invalidCredential) {
            try await house.enter(secret, origin: "https://studio.example")
        }
        let late = try await house.directory.clientSecrets.create(
            for: maker, terms: ClientSecretTerms(), lifetime_s: 10)
        house.time.pass(.seconds(11))
        await #expect(throws: IdentityError.invalidCredential) { try await house.enter(late.credential.reveal()) }
    }

    @Test("a browser gets no more than a call: no keys, no secrets, no log, no instructions")
    func browser() async throws {
        let maker = try await house.enter(try await house.key(of: House.anna, [.clientSecrets, .realtime, .admin]))
        let secret = try await house.directory.clientSecrets.create(for: maker, terms: ClientSecretTerms())
        let browser = try await house.enter(secret.credential.reveal())
        for scope in Scope.allCases where scope != .realtime {
            #expect(throws: IdentityError.missingScope(scope)) { try browser.require(scope) }
        }
    }

    @Test(
        "a credential in an address is refused before it is looked at",
        arguments: [
            "api_key=x", "model=mira&token=", "model=mira&API_KEY=x", "x=sk_8c4v0000abcd_0", "x=%73%6b_8c4v",
            "a=1;key=x",
            "access%5Ftoken=x", "model=ek_0",
        ])
    func inAddress(_ query: String) {
        #expect(throws: IdentityError.credentialInQuery) {
            try CredentialParser.credential(authorization: ["Bearer x"], query: query)
        }
    }

    @Test("two credentials in one request are none")
    func two() {
        #expect(throws: IdentityError.invalidCredential) {
            try CredentialParser.credential(authorization: ["Bearer a", "Bearer b"])
        }
        #expect(throws: IdentityError.invalidCredential) {
            try CredentialParser.credential(
                authorization: ["Bearer a"], subprotocols: ["realtime, openai-insecure-api-key.ek_b"])
        }
        #expect(throws: IdentityError.invalidCredential, "a key must not come by a subprotocol") {
            try CredentialParser.credential(authorization: [], subprotocols: ["openai-insecure-api-key.sk_b"])
        }
    }
}
