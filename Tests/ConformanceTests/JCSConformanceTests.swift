import Testing
import Wire

@Suite("Canonical JSON conformance")
struct JCSConformanceTests {
    @Test("Every input has the published canonical form, which is its own canonical form")
    func canonicalForm() throws {
        let folder = "tlog/jcs"
        var tally = ConformanceTally(folder)
        let inputs = ConformanceData.files(in: folder, where: { $0.hasPrefix("input/") && $0.hasSuffix(".json") })
        guard !inputs.isEmpty else { return }
        for input in inputs {
            let value = try JSON.parse(try ConformanceData.bytes(of: input, in: folder))
            let expected = try ConformanceData.bytes(of: "output/" + input.dropFirst("input/".count), in: folder)
            let again = try JSON.parse(expected).canonical()
            tally.record(try value.canonical() == expected && again == expected, input)
        }
        tally.report()
    }
}
