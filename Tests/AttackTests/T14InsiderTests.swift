import Approval
import Audit
import Cedar
import Identity
import Testing

/// ThreatModel/T14-insider.md: somebody with access to the disk or the command line.
@Suite("T14 an insider reads or changes")
struct T14InsiderTests {
    @Test("what a caller said and what a tool was told is in the log as digests only")
    func noWords() async throws {
        let studio = try Studio()
        let words = "i want a refund of forty five dollars for payment p one zero zero one"
        let review = await studio.review(
            "refund_payment", #"{"payment":"p-1001","amount":4500}"#,
            in: studio.scene([words], results: [#"{"note":"quokka"}"#]))
        let call = try #require(review.call)
        _ = try studio.recordConfirmation(of: call)
        try await studio.log.stop()
        let files = studio.folder.files
        #expect(
            files.contains { contains($0.bytes, Array("policy.decided".utf8)) }, "the test looks into the wrong files")
        for secret in ["forty five", "refund of", "p-1001", "quokka", "I am about to"] {
            for file in files { #expect(!contains(file.bytes, Array(secret.utf8)), "\(file.path) holds '\(secret)'") }
        }
    }

    @Test("keys and secrets cannot be read from the data folder")
    func noCredentials() async throws {
        let house = try await House()
        let key = try await house.key(of: House.anna, [.clientSecrets, .realtime])
        let maker = try await house.enter(key)
        let minted = try await house.directory.clientSecrets.create(for: maker, terms: ClientSecretTerms())
        for secret in [key, minted.credential.reveal()].map({ Array($0.utf8.suffix(40)) }) {
            for file in house.folder.files { #expect(!contains(file.bytes, secret), "\(file.path)") }
        }
    }

    @Test(
        "a tenant's policies cannot loosen the platform's",
        arguments: [
            #"@id("p") permit (principal, action, resource);"#,
            #"@id("p") permit (principal, action, resource) when { true } unless { false };"#,
            #"@id("platform-not-asked-for") permit (principal, action, resource);"#,
        ])
    func loosening(_ policy: String) async throws {
        guard let studio = try? Studio(extraPolicies: policy) else { return }
        let review = await studio.review(
            "refund_payment", #"{"payment":"p-1002","amount":50000}"#, in: studio.scene(["hello"]))
        #expect(review.isDenied)
    }
}
