import Cedar
import Foundation
import Testing
import Wire

@Suite("Cedar conformance")
struct CedarConformanceTests {
    @Test("Decisions, reasons and errors are those of the reference", arguments: CedarFolder.all)
    func decisions(_ folder: CedarFolder) throws {
        for (subfolder, base) in [
            ("corpus", "corpus"), ("handwritten/tests", "handwritten"), ("supplement/multi", "supplement"),
            ("supplement/templates", "supplement"),
        ] {
            let stems = folder.cases(subfolder)
            if stems.isEmpty { continue }
            var tally = ConformanceTally("\(folder.testDescription)/\(subfolder) decisions")
            for stem in stems { try decide(folder, stem, base, &tally) }
            tally.report()
        }
    }

    private func decide(
        _ folder: CedarFolder, _ stem: String, _ base: String, _ tally: inout ConformanceTally
    ) throws {
        do {
            let test = try CedarCase(folder, stem, base: base)
            let entities = try Entities(test.schema.reading(EntityJSON.list(test.entityJSON)))
            for request in test.json["requests"]?.arrayValue ?? [] {
                var asked = try Self.request(request)
                asked.context = try test.schema.reading(context: asked.context, of: asked.action)
                let response = test.policies.authorize(asked, entities)
                tally.record(response.agrees(with: request), "\(stem) \(request["description"]?.stringValue ?? "")")
            }
        } catch {
            tally.fail("\(stem): \(error)")
        }
    }

    static func request(_ json: JSON) throws -> Request {
        Request(
            principal: try EntityJSON.uid(json["principal"] ?? .null),
            action: try EntityJSON.uid(json["action"] ?? .null),
            resource: try EntityJSON.uid(json["resource"] ?? .null),
            context: try EntityJSON.record(json["context"] ?? [:]))
    }

    @Test("Policy texts are accepted and refused as the reference does", arguments: CedarFolder.all)
    func policyTexts(_ folder: CedarFolder) throws {
        let lines = try folder.lines("supplement/parse_policy.jsonl")
        if lines.isEmpty { return }
        var tally = ConformanceTally("\(folder.testDescription)/parse_policy")
        for line in lines {
            let accepted =
                (try? PolicySet.parse(line["text"]?.stringValue ?? "", name: "text", naming: .position)) != nil
            let id = line["id"]?.stringValue ?? ""
            tally.record(accepted == line["accept"]?.boolValue, "\(id) is \(accepted ? "accepted" : "refused")")
        }
        tally.report()
    }

    @Test("Expressions have the value, the error or the refusal of the reference", arguments: CedarFolder.all)
    func expressions(_ folder: CedarFolder) throws {
        let lines = try folder.lines("supplement/expr.jsonl")
        if lines.isEmpty { return }
        let entities = try Entities([Entity(EntityUID("U", "a"))])
        let request = Request(
            principal: EntityUID("U", "a"), action: EntityUID("Action", "x"), resource: EntityUID("R", "b"),
            context: CedarRecord([("s", "1.2.3.4")]))
        var tally = ConformanceTally("\(folder.testDescription)/expr")
        for line in lines {
            let expression = line["expr"]?.stringValue ?? ""
            let set = try? PolicySet.parse("permit(principal, action, resource) when { \(expression) };", name: "x")
            let response = set?.authorize(request, entities)
            let found = response.map { $0.errors.isEmpty ? ($0.decision == .allow ? "true" : "false") : "error" }
            tally.record(
                (found ?? "parse_error") == line["result"]?.stringValue, "\(expression): \(found ?? "parse_error")")
        }
        tally.report()
    }

    @Test("The JSON form of each policy is the reference's, and reads back as the same", arguments: CedarFolder.all)
    func policyJSON(_ folder: CedarFolder) throws {
        var tally = ConformanceTally("\(folder.testDescription)/est")
        for stem in folder.cases("corpus") {
            guard let expected = try? folder.json("\(stem).est.json") else {
                tally.skip("no .est.json")
                continue
            }
            do {
                let test = try CedarCase(folder, stem, base: "corpus")
                let again = try PolicyJSON.policySet(expected, name: stem)
                let written = try PolicySet.parse(again.text, name: stem, naming: .position)
                tally.record([test.policies.json, again.json, written.json].allSatisfy { $0 == expected }, stem)
            } catch {
                tally.fail("\(stem): \(error)")
            }
        }
        tally.report()
    }
}

extension Response {
    /// Whether decision, reasons and errors are the expected ones.
    func agrees(with json: JSON) -> Bool {
        func ids(_ key: String) -> Set<String> { Set((json[key]?.arrayValue ?? []).compactMap(\.stringValue)) }
        return decision.rawValue == json["decision"]?.stringValue && Set(determiningPolicies) == ids("reason")
            && Set(errors.map(\.policy)) == ids("errors")
    }
}
