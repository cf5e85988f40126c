import Cedar
import Testing
import Wire

@Suite("Cedar schema conformance")
struct CedarSchemaConformanceTests {
    @Test("Strict validation accepts and refuses the policies that the reference does", arguments: CedarFolder.all)
    func validation(_ folder: CedarFolder) throws {
        for (subfolder, base) in [
            ("corpus", "corpus"), ("handwritten/tests", "handwritten"), ("supplement/multi", "supplement"),
        ] {
            let stems = folder.cases(subfolder)
            if stems.isEmpty { continue }
            var tally = ConformanceTally("\(folder.testDescription)/\(subfolder) validation")
            for stem in stems {
                do {
                    let test = try CedarCase(folder, stem, base: base)
                    guard let expected = test.json["shouldValidate"]?.boolValue else {
                        tally.skip("no expected verdict")
                        continue
                    }
                    let errors = PolicyValidator.errors(in: test.policies, test.schema)
                    tally.record(errors.isEmpty == expected, "\(stem): \(errors.first?.message ?? "accepted")")
                } catch {
                    tally.fail("\(stem): \(error)")
                }
            }
            tally.report()
        }
    }

    @Test("Every request and entity of the corpus is valid under its schema", arguments: CedarFolder.all)
    func corpusIsValid(_ folder: CedarFolder) throws {
        var tally = ConformanceTally("\(folder.testDescription)/corpus requests and entities")
        for stem in folder.cases("corpus") {
            do {
                let test = try CedarCase(folder, stem, base: "corpus")
                let validator = RequestValidator(test.schema)
                for entity in try test.schema.reading(EntityJSON.list(test.entityJSON)) {
                    let problem = validator.problem(entity)
                    tally.record(problem == nil, "\(stem): \(problem ?? "")")
                }
                for json in test.json["requests"]?.arrayValue ?? [] {
                    var request = try CedarConformanceTests.request(json)
                    request.context = try test.schema.reading(context: request.context, of: request.action)
                    let problem = validator.problem(request)
                    tally.record(problem == nil, "\(stem): \(problem ?? "")")
                }
            } catch {
                tally.fail("\(stem): \(error)")
            }
        }
        tally.report()
    }

    @Test("The JSON form of each schema is the reference's, and reads back as the same", arguments: CedarFolder.all)
    func schemaJSON(_ folder: CedarFolder) throws {
        var tally = ConformanceTally("\(folder.testDescription)/schema JSON")
        for stem in folder.cases("corpus") {
            guard let expected = try? folder.json("\(stem).cedarschema.json") else {
                tally.skip("no .cedarschema.json")
                continue
            }
            do {
                let text = String(decoding: try folder.bytes("\(stem).cedarschema"), as: UTF8.self)
                let document = try SchemaDocument.parse(text, name: stem)
                let again = try SchemaDocument.reading(expected)
                _ = try Schema(again)
                let rewritten = try SchemaDocument.parse(document.text, name: stem)
                tally.record(document.json == expected && again.json == expected && rewritten.json == expected, stem)
            } catch {
                tally.fail("\(stem): \(error)")
            }
        }
        tally.report()
    }

    @Test("Schema texts are accepted and refused as the reference does", arguments: CedarFolder.all)
    func schemaTexts(_ folder: CedarFolder) throws {
        let lines = try folder.lines("supplement/parse_schema.jsonl")
        if lines.isEmpty { return }
        var tally = ConformanceTally("\(folder.testDescription)/parse_schema")
        for line in lines {
            let id = line["id"]?.stringValue ?? ""
            var message = "accepted"
            do { _ = try Schema.parse(line["text"]?.stringValue ?? "", name: "text") } catch { message = "\(error)" }
            tally.record((message == "accepted") == line["accept"]?.boolValue, "\(id): \(message)")
        }
        tally.report()
    }

    @Test("Requests are valid when the reference says so", arguments: CedarFolder.all)
    func requests(_ folder: CedarFolder) throws {
        let lines = try folder.lines("supplement/request_validation.jsonl")
        if lines.isEmpty { return }
        var tally = ConformanceTally("\(folder.testDescription)/request_validation")
        for (number, line) in lines.enumerated() {
            let message = problem(folder, line) { schema, validator in
                var request = try CedarConformanceTests.request(line["request"] ?? .null)
                request.context = try schema.reading(context: request.context, of: request.action)
                return validator.problem(request)
            }
            tally.record((message == nil) == line["valid"]?.boolValue, "line \(number + 1): \(message ?? "valid")")
        }
        tally.report()
    }

    @Test("Entities are valid when the reference says so", arguments: CedarFolder.all)
    func entities(_ folder: CedarFolder) throws {
        let lines = try folder.lines("supplement/entity_validation.jsonl")
        if lines.isEmpty { return }
        var tally = ConformanceTally("\(folder.testDescription)/entity_validation")
        for (number, line) in lines.enumerated() {
            let message = problem(folder, line) { schema, validator in
                let list = try schema.reading(EntityJSON.list(line["entities"] ?? .null))
                _ = try Entities(list)
                return list.lazy.compactMap(validator.problem).first
            }
            tally.record((message == nil) == line["valid"]?.boolValue, "line \(number + 1): \(message ?? "valid")")
        }
        tally.report()
    }

    /// What `check` finds under the schema of the line's case.
    private func problem(
        _ folder: CedarFolder, _ line: JSON, check: (Schema, RequestValidator) throws -> String?
    ) -> String? {
        do {
            let text = try folder.bytes("corpus/\(line["case"]?.stringValue ?? "").cedarschema")
            let schema = try Schema.parse(String(decoding: text, as: UTF8.self), name: "schema")
            return try check(schema, RequestValidator(schema))
        } catch {
            return "\(error)"
        }
    }
}
