import Identity
import Primitives
import Storage
import Testing
import Wire

@Suite("A client secret")
struct ClientSecretTests {
    let fixture: Fixture
    let maker: Principal
    let key: String
    var directory: Directory { fixture.directory }

    init() async throws {
        fixture = try await Fixture()
        key = try await fixture.key("anna", [.realtime, .clientSecrets])
        maker = try await enter(fixture.directory, key)
    }

    @Test("begins one session with what its maker fixed")
    func once() async throws {
        let terms = ClientSecretTerms(
            agent: AgentID("reception"), origin: "https://shop.example", caller: CallerID("c-1"), assurance: .verified,
            configuration: ["voice": "kal", "nested": [1, nil, "é"]])
        let minted = try await directory.clientSecrets.create(for: maker, terms: terms)
        #expect(minted.expires == TestTime.start + .seconds(600))
        let principal = try await enter(directory, minted.credential.reveal(), origin: "https://shop.example")
        #expect(principal.tenant == maker.tenant && principal.kind == .clientSecret && principal.scopes == [.realtime])
        #expect(principal.agent?.text == "reception" && principal.callerID?.text == "c-1" && principal.assurance == 2)
        #expect(principal.sessionConfiguration == terms.configuration)
        await #expect(throws: IdentityError.invalidCredential) {
            try await enter(directory, minted.credential.reveal(), origin: "https://shop.example")
        }
    }

    @Test("is used up by one of many parallel attempts, over two processes")
    func race() async throws {
        let other = try fixture.otherProcess()
        for _ in 0..<5 {
            let text = try await mint()
            let successes = await withTaskGroup(of: Bool.self) { group in
                for attempt in 0..<20 {
                    group.addTask { [directory] in
                        (try? await enter(attempt % 2 == 0 ? directory : other, text)) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(successes == 1)
        }
    }

    @Test("from another origin opens nothing, and isn't used up by the attempt")
    func origin() async throws {
        let text = try await mint(ClientSecretTerms(origin: "https://shop.example"))
        for origin in [
            nil, "", "null", "https://shop.example.evil.example", "http://shop.example", "https://shop.example:443",
            "https://SHOP.example", "https://shop.example/",
        ] {
            await #expect(throws: IdentityError.invalidCredential) { try await enter(directory, text, origin: origin) }
        }
        _ = try await enter(directory, text, origin: "https://shop.example")
    }

    @Test("ends at its time", arguments: [10, 7200] as [Int64])
    func expiry(seconds: Int64) async throws {
        let (early, late) = (try await mint(seconds: seconds), try await mint(seconds: seconds))
        fixture.time.pass(.seconds(seconds) - .milliseconds(1))
        _ = try await enter(directory, early)
        fixture.time.pass(.milliseconds(1))
        await #expect(throws: IdentityError.invalidCredential) { try await enter(directory, late) }
    }

    @Test("dies with the key that made it, and its session becomes invalid")
    func makerRevoked() async throws {
        let (used, unused) = (try await mint(), try await mint())
        let principal = try await enter(directory, used)
        #expect(try await directory.authenticator.isStillValid(principal))
        try await directory.keys.revoke(try #require(maker.keyID), for: try await fixture.operate("anna"))
        await #expect(throws: IdentityError.invalidCredential) { try await enter(directory, unused) }
        #expect(try await !directory.authenticator.isStillValid(principal))
    }

    @Test("is made only by who may, and only on terms that may be granted")
    func terms() async throws {
        let weak = try await enter(directory, try await fixture.key("anna", [.realtime]))
        await #expect(throws: IdentityError.missingScope(.clientSecrets)) {
            try await directory.clientSecrets.create(for: weak, terms: ClientSecretTerms())
        }
        let secret = try await enter(directory, try await mint())
        await #expect(throws: IdentityError.missingScope(.clientSecrets)) {
            try await directory.clientSecrets.create(for: secret, terms: ClientSecretTerms())
        }
        await #expect(throws: IdentityError.missingScope(.sessionsConfigure)) {
            try await mint(ClientSecretTerms(mayConfigure: true))
        }
        for terms in [
            ClientSecretTerms(caller: CallerID("c"), assurance: .outOfBand), ClientSecretTerms(assurance: .verified),
            ClientSecretTerms(origin: String(repeating: "a", count: 301)),
            ClientSecretTerms(configuration: .string(String(repeating: "a", count: 300_000))),
        ] {
            await #expect(throws: IdentityError.self) { try await mint(terms) }
        }
        for seconds in [Int64.min, -1, 0, 9, 7201, .max] {
            await #expect(throws: IdentityError.refusedTerms("a client secret lives 10 to 7200 seconds")) {
                try await mint(seconds: seconds)
            }
        }
    }

    private func mint(_ terms: ClientSecretTerms = ClientSecretTerms(), seconds: Int64 = 600) async throws -> String {
        try await directory.clientSecrets.create(for: maker, terms: terms, lifetime_s: seconds).credential.reveal()
    }
}
