import FoundationEssentials
import Primitives
import Testing
import Wire

@testable import Cedar

@Suite("The policies of the repository")
struct PolicyFolderTests {
    private static let folder =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Policies"

    private static func names(_ subfolder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(subfolder)").sorted().map {
            "\(subfolder)/\($0)"
        }
    }

    private static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"), "\(name)"))
    }

    private static func policies(_ names: [String]) throws -> PolicySet {
        try names.reduce(PolicySet([])) { set, name in
            try set.merging(PolicySet.parse(String(decoding: bytes(name), as: UTF8.self), name: name))
        }
    }

    @Test("have an id and a reason each, and pass the gate check")
    func annotated() throws {
        for name in try Self.names("platform") + Self.names("templates") {
            let set = try Self.policies([name])
            for policy in set.policies + set.templates {
                #expect(policy.annotation("id") != nil, "\(policy.position)")
                #expect(policy.annotation("reason")?.hasSuffix(".") == true, "\(policy.position)")
            }
            #expect(GateCheck.refusals(in: set).isEmpty)
        }
    }

    @Test("only forbid on the platform, so that no tenant gains by them")
    func platformForbids() throws {
        #expect(try Self.policies(Self.names("platform")).policies.allSatisfy { $0.effect == .forbid })
    }

    @Test("decide as their tests say", arguments: try names("tests"))
    func decisions(_ file: String) throws {
        let suite = try JSON.parse(Self.bytes(file))
        let names = try #require(suite["policies"]?.arrayValue).compactMap(\.stringValue)
        let set = try Self.policies(names).linkingAll(to: EntityUID("Tenant", "acme"))
        let gates = try GateEvaluator(set)
        for test in try #require(suite["cases"]?.arrayValue) {
            let call = try Self.call(test)
            let reached = Int(test["reached"]?.int64Value ?? 0)
            let decision = try gates.decide(call.request, call.entities(), reached: reached)
            #expect(Self.summary(decision) == test["expect"].map(Self.expected), "\(test["name"]?.stringValue ?? "?")")
        }
    }

    /// A harmless call with the changes that `test` names.
    private static func call(_ test: JSON) throws -> GatewayCall {
        var call = GatewayCall(
            tenant: "acme", actor: .caller("c1"), tool: "tool",
            effect: try #require(.init(rawValue: test["effect"]?.stringValue ?? "read")),
            sensitive: test["sensitive"]?.boolValue ?? false, input: try ToolInput.record(of: test["input"] ?? [:]),
            now: WallTime(milliseconds: 1_800_000_000_000))
        call.toolTenant = test["toolTenant"]?.stringValue ?? "acme"
        call.grounded = test["grounded"]?.boolValue ?? true
        call.verbGrounded = test["verbGrounded"]?.boolValue ?? true
        call.carriesSensitive = test["carriesSensitive"]?.boolValue ?? false
        call.egress = test["egress"]?.boolValue ?? false
        call.nthUse = test["nthUse"]?.int64Value ?? 1
        call.riskScore = test["riskScore"]?.int64Value ?? 0
        call.callsToday = test["callsToday"]?.int64Value ?? 0
        call.spentToday = test["spentToday"]?.int64Value ?? 0
        let names: [String: GatewayCall.Frozen] = [
            "session": .session, "principal": .principal, "tenant": .tenant, "tool": .tool,
        ]
        for name in test["frozen"]?.arrayValue ?? [] { call.frozen.insert(try #require(names[name.stringValue ?? ""])) }
        return call
    }

    private static func summary(_ decision: GateDecision) -> String {
        switch decision {
        case .allow(let policies): "allow \(policies.sorted())"
        case .confirm(let level, let policies): "confirm \(level) \(policies.sorted())"
        case .deny(let policies, _): "deny \(policies.sorted())"
        case .alarm(_, let policies): "alarm \(policies.sorted())"
        }
    }

    private static func expected(_ json: JSON) -> String {
        let level = json["level"]?.int64Value.map { " \($0)" } ?? ""
        let policies = (json["determining"]?.arrayValue ?? []).compactMap(\.stringValue).sorted()
        return "\(json["decision"]?.stringValue ?? "")\(level) \(policies)"
    }
}
