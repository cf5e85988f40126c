import Testing
import Wire

@Suite("JSON Schema conformance")
struct JSONSchemaConformanceTests {
    private static let folder = "json-schema"

    @Test("No schema that compiles gives a wrong verdict; what is refused is counted")
    func verdicts() throws {
        for file in ConformanceData.files(in: Self.folder, where: { $0.hasPrefix("draft") && $0.hasSuffix(".json") }) {
            var tally = ConformanceTally("\(Self.folder)/\(file)")
            let suite = try JSON.parse(try ConformanceData.bytes(of: file, in: Self.folder), limits: .large)
            let tests = try #require(suite["tests"]?.arrayValue)
            guard suite["draft"] == "draft2020-12" else {
                print("CONFORMANCE SKIPPED: \(tests.count) tests of \(file): only draft 2020-12 is implemented")
                continue
            }
            for test in tests { try judge(test, &tally) }
            tally.report()
        }
    }

    private func judge(_ test: JSON, _ tally: inout ConformanceTally) throws {
        let id = try #require(test["id"]?.stringValue)
        let schema = try #require(test["schema"])
        let data = try #require(test["data"])
        let expected = try #require(test["valid"]?.boolValue as Bool?)
        do throws(JSONSchemaError) {
            let violations = try JSONSchema(schema).violations(in: data)
            let isHint = id.hasPrefix("format.json|") && expected && !violations.isEmpty
            if isHint { return tally.skip("format is enforced here; this case wants it to be a hint") }
            tally.record(violations.isEmpty == expected, id)
        } catch {
            guard let reason = refusal(error) else { return tally.fail("\(id): \(error)") }
            tally.skip(reason)
        }
    }

    /// Why a schema was refused on purpose; nil when a schema of the suite must not be refused for that.
    private func refusal(_ error: JSONSchemaError) -> String? {
        switch error {
        case .unknownKeyword: "an unknown keyword"
        case .unsupportedKeyword(let place): "the keyword \(place.split(separator: "/").last ?? "")"
        case .unsupportedDialect: "another dialect"
        case .unsupportedFormat: "an unsupported format"
        case .unsupportedPattern: "an unsupported pattern"
        case .unsupportedReference: "a reference out of the schema or to an anchor"
        case .unresolvedReference: "a reference into a keyword that holds no schema"
        case .notASchema, .invalidValue, .endlessReference, .tooDeep, .tooLarge: nil
        }
    }
}
