import Testing

/// A file of the threat model.
struct Threat {
    let document: Markdown

    static let parts = ["Asset", "Attacker", "Path", "Mitigation", "Residual risk", "Attack test"]

    /// Sections that are missing or empty.
    var gaps: [String] { Self.parts.filter { document.section($0).isEmpty }.map { "\(document.path) has no '\($0)'" } }

    /// The test files that its last section names.
    var tests: [String] {
        document.section("Attack test").matches(of: /`(Tests\/[\w\/]+\.swift)`/).map { String($0.1) }
    }

    /// Whether it owns up to a missing test with the number of the issue that brings it.
    var admitsGap: Bool { document.section("Attack test").contains(/Not\s+yet\s+\(issue\s+\d+\)/) }

    /// A last section that neither names a test nor owns up; or that speaks of a gap without an issue.
    var isUnproven: Bool {
        let section = document.section("Attack test")
        if tests.isEmpty { return !admitsGap }
        return section.contains("Not yet") && !admitsGap
    }
}

@Suite("Threat model")
struct ThreatTests {
    private let threats = Repository.documents.filter { $0.contains(/^ThreatModel\/T\d\d-/) }.map {
        Threat(document: Markdown(path: $0))
    }

    @Test("Every threat has its asset, attacker, path, mitigation, residual risk and attack test")
    func threatsAreWhole() {
        #expect(threats.count >= 12)
        expectNone(threats.flatMap(\.gaps), instead: "Write the section: one sentence is enough, none is not.")
    }

    @Test("Every threat names a test that is there, or the issue that brings one")
    func threatsAreTested() {
        expectNone(
            threats.filter(\.isUnproven).map(\.document.path),
            instead: "Name a file in Tests, or write 'Not yet (issue N)' with what is missing.")
        let missing = threats.flatMap { threat in
            threat.tests.filter { !Repository.exists($0) }.map { "\(threat.document.path) names \($0)" }
        }
        expectNone(missing, instead: "Name the test where it is now.")
    }

    @Test("Every attack test belongs to a threat, and the model's index names every threat")
    func threatsAreIndexed() {
        let named = Set(threats.flatMap(\.tests))
        let strays = Repository.tests.filter {
            $0.path.contains(/^Tests\/AttackTests\/T\d\d/) && !named.contains($0.path)
        }
        expectNone(strays.map(\.path), instead: "Write the threat in ThreatModel, or name the test in one.")
        let index = Set(Markdown(path: "ThreatModel/README.md").paths.map(\.path))
        expectNone(
            threats.map(\.document.path).filter { !index.contains($0) },
            instead: "Link the threat from ThreatModel/README.md.")
    }

    @Test("The rule finds a threat without a test, and one that hides its gap")
    func rulesFindGaps() {
        func threat(_ test: String) -> Threat {
            Threat(document: Markdown(path: "ThreatModel/T99-x.md", text: "# T99\n\n## Attack test\n\n\(test)\n"))
        }
        #expect(threat("None.").isUnproven)
        #expect(threat("Not yet.").isUnproven)
        #expect(threat("`Tests/AttackTests/T01.swift`. Not yet: replay.").isUnproven)
        #expect(!threat("`Tests/AttackTests/T01.swift`. Not yet (issue 7): replay.").isUnproven)
        #expect(!threat("Not yet (issue 7).").isUnproven)
        #expect(threat("x").gaps.count == Threat.parts.count - 1)
    }
}
