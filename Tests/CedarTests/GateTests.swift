import Primitives
import Testing

@testable import Cedar

@Suite("Confirmation gates")
struct GateTests {
    private let request = Request(
        principal: EntityUID("Agent", "a"), action: EntityUID("Action", "refund"), resource: EntityUID("Tool", "t"),
        context: CedarRecord([("amount", 50)]))

    private func decide(_ text: String, reached: Int = 0) throws -> GateDecision {
        try GateEvaluator(PolicySet.parse(text, name: "test")).decide(request, .none, reached: reached)
    }

    private let permit = "@id(\"p\") permit(principal, action, resource);"

    @Test("ask for the weakest level that would be allowed")
    func weakestLevel() throws {
        let text =
            permit + """
                @id("f1") forbid(principal, action, resource) unless { context.confirmation >= 1 };
                @id("f2") forbid(principal, action, resource) when { context.amount > 10 } unless { context.confirmation >= 2 };
                """
        #expect(try decide(text) == .confirm(level: 2, determining: ["f1", "f2", "p"]))
        #expect(try decide(text, reached: 1) == .confirm(level: 2, determining: ["f2", "p"]))
        #expect(try decide(text, reached: 2) == .allow(determining: ["p"]))
    }

    @Test("ask for nothing when no level would be allowed, and give the forbid's reason")
    func impossible() throws {
        let text =
            permit + """
                @id("f") @reason("Refunds are closed.") forbid(principal, action, resource);
                @id("g") forbid(principal, action, resource) unless { context.confirmation >= 1 };
                """
        #expect(try decide(text) == .deny(determining: ["f", "g"], reason: "Refunds are closed."))
        #expect(try decide("") == .deny(determining: [], reason: "No policy permits this."))
    }

    @Test("deny and raise an alarm when any policy fails, even a forbid that Cedar would skip")
    func failing() throws {
        let text = permit + "@id(\"f\") forbid(principal, action, resource) when { context.missing };"
        let failure = PolicyFailure(policy: "f", error: .missingAttribute("missing"))
        #expect(try decide(text) == .alarm(.policyFailure([failure]), policies: ["f"]))
    }

    @Test(
        "refuse every other use of the level at load",
        arguments: [
            "permit(principal, action, resource) unless { context.confirmation >= 1 };",
            "forbid(principal, action, resource) when { context.confirmation >= 1 };",
            "permit(principal, action, resource) when { context.confirmation >= 1 && true };",
            "permit(principal, action, resource) when { context.confirmation == 1 };",
            "permit(principal, action, resource) when { context.confirmation < 1 };",
            "permit(principal, action, resource) when { context.confirmation >= 4 };",
            "permit(principal, action, resource) when { context.confirmation >= context.level };",
            "permit(principal, action, resource) when { 1 <= context.confirmation };",
            "permit(principal, action, resource) when { context[\"confirmation\"] > 0 };",
            "permit(principal, action, resource) when { !(context has confirmation) };",
            "permit(principal, action, resource) when { context == {confirmation: 0} };",
            "permit(principal, action, resource) when { {c: context}.c.confirmation == 0 };",
            "permit(principal, action, resource) when { (if true then context else context).confirmation == 0 };",
            "forbid(principal == ?principal, action, resource) when { [context].contains(context) };",
        ])
    func refused(_ text: String) throws {
        let refusals = GateCheck.refusals(in: try PolicySet.parse(text, name: "test"))
        #expect(refusals.first?.position.line == 1)
        #expect(!refusals.isEmpty)
    }

    @Test("allow attributes of the same name elsewhere")
    func otherAttributes() throws {
        let text =
            "permit(principal, action, resource) when { context.input.confirmation < 1 && resource.confirmation == 2 };"
        #expect(GateCheck.refusals(in: try PolicySet.parse(text, name: "test")).isEmpty)
    }

    @Test("agree with four separate decisions on random sets, and are monotone whenever the check accepts")
    func bruteForce() throws {
        let seed: UInt64 = 20_261_121
        print("gate brute force: seed \(seed)")
        var generator = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<12_000 {
            let text = RandomPolicies.text(&generator)
            let set = try PolicySet.parse(text, name: "random")
            guard GateCheck.refusals(in: set).isEmpty else { continue }
            accepted += 1
            let context = CedarRecord([
                ("a", .bool(.random(using: &generator))), ("n", .long(.random(in: 0...3, using: &generator))),
            ])
            let request = Request(
                principal: request.principal, action: request.action, resource: request.resource, context: context)
            let responses = (0...3).map { level in
                var asked = request
                asked.context = context.setting("confirmation", .long(Int64(level)))
                return set.authorize(asked, .none)
            }
            let allowed = responses.enumerated().reduce(ConfirmationLevels.none) {
                $1.element.decision == .allow ? $0 | ConfirmationLevels(bits: 1 << UInt8($1.offset)) : $0
            }
            #expect(allowed.isUpwardClosed, "\(text)")
            let whatIf = try GateEvaluator(set).whatIf(request, .none)
            #expect(whatIf.failures.isEmpty == responses.allSatisfy(\.errors.isEmpty), "\(text)")
            if whatIf.failures.isEmpty { #expect(whatIf.allowed == allowed, "\(text)") }
        }
        #expect(accepted > 500)
    }
}

/// Random small policy sets over a context with a Boolean `a`, a number `n` and perhaps the confirmation level.
enum RandomPolicies {
    static func text(_ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 1...4, using: &generator)).map { _ in policy(&generator) }.joined(separator: "\n")
    }

    private static func policy(_ generator: inout SeededGenerator) -> String {
        let effect = Bool.random(using: &generator) ? "permit" : "forbid"
        let clauses = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            let kind = Bool.random(using: &generator) ? "when" : "unless"
            return "\(kind) { \(term(&generator, depth: 2)) }"
        }
        return "\(effect)(principal, action, resource) \(clauses.joined(separator: " "));"
    }

    private static func term(_ generator: inout SeededGenerator, depth: Int) -> String {
        let level = Int.random(in: 0...4, using: &generator)
        switch Int.random(in: 0..<(depth > 0 ? 12 : 8), using: &generator) {
        case 0, 1, 2, 3: return "context.confirmation >= \(level)"
        case 4: return "context.confirmation == \(level)"
        case 5: return "context.a"
        case 6: return "context.n < \(level)"
        case 7: return "context.missing"
        case 8: return "!(\(term(&generator, depth: depth - 1)))"
        case 9: return "(\(term(&generator, depth: depth - 1))) && (\(term(&generator, depth: depth - 1)))"
        case 10: return "(\(term(&generator, depth: depth - 1))) || (\(term(&generator, depth: depth - 1)))"
        default: return "{c: context}.c.confirmation != \(level)"
        }
    }
}
