import Primitives
import Testing
import Wire

@testable import Approval

@Suite("The digest of a call")
struct CallDigestTests {
    private func digest(_ change: (inout CallIdentity) -> Void = { _ in }) throws -> CallDigest {
        var identity = CallIdentity.example
        change(&identity)
        return try CallDigest(identity)
    }

    @Test("changes with every part")
    func parts() throws {
        let later = CallIdentity.example.expires + .milliseconds(1)
        let digests = try [
            digest(), digest { $0.tenant = TenantID("other") ?? $0.tenant },
            digest { $0.session = SessionID("other") ?? $0.session }, digest { $0.principal = "ben" },
            digest { $0.tool = ToolID("other") ?? $0.tool }, digest { $0.toolVersion = 2 },
            digest { $0.arguments = ["payment": "p-1001", "amount": 901] },
            digest { $0.arguments = ["payment": "p-1001", "amount": 900, "note": nil] },
            digest { $0.arguments = ["payment": "p-1001"] }, digest { $0.policyVersion = "2" },
            digest { $0.nonce = "n-2" }, digest { $0.expires = later },
        ]
        #expect(Set(digests).count == digests.count)
        #expect(digests.allSatisfy { $0.bytes.count == 32 && $0.description.utf8.count == 64 })
    }

    @Test("does not depend on how the arguments are written, but on every byte of their values")
    func forms() throws {
        let arguments = try JSON.parse(Array(#"{ "amount": 9.00e2, "payment":"\u0070-1001" }"#.utf8))
        let same = try digest { $0.arguments = arguments }
        #expect(try same == digest())
        let composed = try digest { $0.principal = "Jos\u{E9}" }
        let decomposed = try digest { $0.principal = "Jose\u{301}" }
        #expect(composed != decomposed)
    }

    @Test("cannot be had by moving text between the parts")
    func boundaries() throws {
        let one = try digest { ($0.principal, $0.nonce) = ("a", "bc") }
        let two = try digest { ($0.principal, $0.nonce) = ("ab", "c") }
        let three = try digest { ($0.principal, $0.nonce) = (#"a","nonce":"bc"#, "") }
        #expect(Set([one, two, three]).count == 3)
    }
}
