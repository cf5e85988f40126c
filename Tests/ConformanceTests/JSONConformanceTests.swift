import Testing
import Wire

@Suite("JSON conformance")
struct JSONConformanceTests {
    @Test("The parser takes and refuses what the public test suites say")
    func parsing() throws {
        for file in ConformanceData.files(in: "json", where: { $0.hasSuffix(".json") }) {
            var tally = ConformanceTally("json/\(file)")
            let suite = try JSON.parse(try ConformanceData.bytes(of: file, in: "json"), limits: .large)
            for test in suite["tests"]?.arrayValue ?? [] { try judge(test, &tally) }
            tally.report()
        }
    }

    private func judge(_ test: JSON, _ tally: inout ConformanceTally) throws {
        let id = try #require(test["id"]?.stringValue)
        let encoded = try #require(test["b64"]?.stringValue)
        let bytes = try #require(Base64.decode(encoded))
        let value = try? JSON.parse(bytes)
        let survives = value.map { (try? JSON.parse($0.serialized())) == $0 } ?? true
        switch test["expect"]?.stringValue {
        case "accept" where isDuplicateKeyCase(bytes):
            tally.skip("duplicate keys: refused on purpose, RFC 8259 leaves it open")
        case "accept": tally.record(value != nil && survives, id)
        case "reject": tally.record(value == nil, id)
        case "either": tally.record(survives, id)
        default: tally.skip("unknown expectation in \(id)")
        }
    }

    private func isDuplicateKeyCase(_ bytes: [UInt8]) -> Bool {
        do throws(JSONError) {
            _ = try JSON.parse(bytes)
            return false
        } catch {
            if case .duplicateKey = error { return true }
            return false
        }
    }
}
