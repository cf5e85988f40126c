import Identity
import Testing

@Suite("Finding the credential of a request")
struct CredentialParserTests {
    @Test("in the header or among the subprotocols")
    func found() throws {
        #expect(try CredentialParser.credential(authorization: ["Bearer sk_x"]).kind == .apiKey)
        #expect(try CredentialParser.credential(authorization: ["bEARER  ek_x"]).kind == .clientSecret)
        for offer in [
            ["realtime, openai-insecure-api-key.ek_x"],
            ["realtime", "openai-insecure-api-key.ek_x", "openai-beta.realtime-v1"],
        ] {
            let credential = try CredentialParser.credential(authorization: [], subprotocols: offer, query: "model=gpt")
            #expect(credential.kind == .clientSecret)
        }
    }

    @Test("nothing is not the same as something wrong")
    func missing() {
        #expect(throws: IdentityError.missingCredential) { try CredentialParser.credential(authorization: []) }
        #expect(throws: IdentityError.missingCredential) {
            try CredentialParser.credential(authorization: [], subprotocols: ["realtime"], query: "")
        }
    }

    @Test(
        "other schemes, odd bytes and long texts are invalid",
        arguments: [
            "", "Bearer", "Bearer ", "Basic c2s=", "Bearersk_x", "Bearer sk_x sk_y", "Bearer sk_x\r\nX: y",
            "Bearer sk_\0",
            "Bearer sk_é", " Bearer sk_x", "Bearer\tsk_x", "Bearer sk_x,Bearer sk_y z",
            "Bearer " + String(repeating: "a", count: 5000),
        ])
    func odd(header: String) {
        #expect(throws: IdentityError.invalidCredential) { try CredentialParser.credential(authorization: [header]) }
    }

    @Test("several credentials are invalid, and so is a key where only a browser's secret may be")
    func ambiguous() {
        #expect(throws: IdentityError.invalidCredential) {
            try CredentialParser.credential(authorization: ["Bearer sk_x", "Bearer sk_x"])
        }
        #expect(throws: IdentityError.invalidCredential) {
            try CredentialParser.credential(
                authorization: ["Bearer sk_x"], subprotocols: ["openai-insecure-api-key.ek_x"])
        }
        for offer in ["openai-insecure-api-key.sk_x", "openai-insecure-api-key.", "openai-insecure-api-key.EK_x"] {
            #expect(throws: IdentityError.invalidCredential) {
                try CredentialParser.credential(authorization: [], subprotocols: [offer])
            }
        }
    }

    @Test(
        "a credential in the address is refused, however it is written, even beside a good one",
        arguments: [
            "api_key=x", "a=1&KEY=x", "token", "access_token=", "x=sk_1", "x=ek_1", "x=%73k_1", "a;x=sk_1", "%6bey=1",
            "x=+sk_1", "client_secret=1", "Authorization=Bearer+x",
        ])
    func query(query: String) {
        #expect(throws: IdentityError.credentialInQuery) {
            try CredentialParser.credential(authorization: ["Bearer sk_x"], query: query)
        }
    }

    @Test(
        "an ordinary query is fine", arguments: ["model=gpt-realtime", "", "&&==", "%", "a=%zz", "keys=1", "q=task_1"])
    func ordinaryQuery(query: String) throws {
        _ = try CredentialParser.credential(authorization: ["Bearer sk_x"], query: query)
    }
}
