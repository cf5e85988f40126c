import Audit
import Cedar
import Identity
import Primitives
import Testing
import Wire

/// ThreatModel/T09-tenant-crossing.md: one tenant reaches for what is another's.
@Suite("T09 one tenant reaches another's data")
struct T09TenantCrossingTests {
    let house: House

    init() async throws { house = try await House() }

    @Test("a key leads to its own tenant, and its holder sees and revokes only the own keys")
    func keys() async throws {
        let anna = try await house.enter(try await house.key(of: House.anna, [.admin]))
        let ben = try await house.enter(try await house.key(of: House.ben, [.admin]))
        #expect(anna.tenant == House.anna && ben.tenant == House.ben)
        #expect(try await house.directory.keys.list(for: anna).map(\.id) == [anna.keyID])
        let stranger = try #require(ben.keyID)
        await #expect(throws: IdentityError.notFound) { try await house.directory.keys.revoke(stranger, for: anna) }
        #expect(try await house.directory.authenticator.isStillValid(ben))
    }

    @Test(
        "no id is a path",
        arguments: ["../ben", "ben/..", ".ben", "ben/tenant.sqlite", "BEN", "ben\u{0}", "", "-ben", "bén", "ben "])
    func ids(_ text: String) {
        #expect(TenantID(text) == nil)
        #expect(AgentID(text) == nil)
        #expect(KeyID(text) == nil)
    }

    @Test("each tenant's log has its own file, its own key and its own name; one does not verify as another")
    func logs() async throws {
        let places = try [House.anna, House.ben].map { try LogPlace(tenant: $0, in: house.folder.data) }
        let logs = try places.map { try AuditLog($0, clock: house.time.clock) }
        for log in logs { try log.start(version: "attack") }
        #expect(Set(places.map(\.database)).count == 2 && Set(places.map(\.key)).count == 2)
        #expect(Set(places.map(\.origin)).count == 2)
        #expect(try LogVerifier(places[0], key: logs[0].verifier).verify().isSound)
        #expect(try !LogVerifier(places[0], key: logs[1].verifier).verify().isSound)
    }

    @Test("a tool of another tenant runs at no level of confirmation, whatever the tenant permits")
    func tools() throws {
        let everything = #"@id("all") permit (principal, action, resource);"#
        let gates = try GateEvaluator(try Studio.policies(everything))
        for reached in 0...3 {
            var call = GatewayCall(
                tenant: Studio.tenant.text, actor: .agent("mira"), tool: "find_slots", effect: .read, sensitive: false,
                input: try ToolInput.record(of: [:]), now: TestTime.start)
            (call.grounded, call.verbGrounded, call.egress, call.carriesSensitive) = (true, true, false, false)
            guard case .allow = try gates.decide(call.request, call.entities(), reached: reached) else {
                Issue.record("the own tool is not allowed at \(reached)")
                continue
            }
            call.toolTenant = "neighbour"
            guard case .deny(let policies, _) = try gates.decide(call.request, call.entities(), reached: reached) else {
                Issue.record("a neighbour's tool is not denied at \(reached)")
                continue
            }
            #expect(policies.contains("platform-tenant-match"))
        }
    }

    @Test("the system's principal exists for tenants that exist, and nobody becomes one by asking")
    func system() async throws {
        await #expect(throws: IdentityError.notFound) {
            try await house.directory.systemPrincipal(.auditReading, tenant: name("nobody", TenantID.init))
        }
        await #expect(throws: IdentityError.duplicate) {
            try await house.directory.tenants.create(House.ben, name: "again")
        }
    }
}
