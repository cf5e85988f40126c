import Foundation
import Testing

@Suite("Documents")
struct DocumentTests {
    @Test("The documents that a newcomer looks for are there")
    func documentsExist() {
        let wanted = [
            "README.md", "ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md", "CHANGELOG.md", "Docs/life-of-a-call.md",
            "Docs/operating.md", "Docs/performance.md", "ThreatModel/README.md", "Policies/README.md",
        ]
        expectNone(
            wanted.filter { !Repository.exists($0) }, instead: "Write the document, or take it out of this list.")
    }

    @Test("Every file that a document names is there")
    func namedFilesExist() {
        let broken = Repository.documents.map { Markdown(path: $0) }.flatMap { document in
            document.paths.filter { !Repository.exists($0.path) }.map { "\(document.path):\($0.line) names \($0.path)" }
        }
        expectNone(broken, instead: "Name the file where it is now, or say in words that it does not exist yet.")
    }

    @Test("ARCHITECTURE.md shows the rows of Package.swift")
    func architectureShowsTheRows() {
        let code = Markdown(path: "ARCHITECTURE.md").code.map {
            $0.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init)
        }
        let missing = PackageTable.package.rows.filter { row in !code.contains { Set($0).isSuperset(of: row) } }
        expectNone(
            missing.map { $0.joined(separator: " ") },
            instead: "Each row of the table stands in one line of the picture of layers.")
    }

    @Test("README's commands exist: targets of make, scripts, commands of sayso")
    func readmeCommandsExist() {
        let readme = Markdown(path: "README.md").code.joined(separator: "\n")
        let makefile = Repository.text(of: "Makefile") ?? ""
        let targets = readme.matches(of: /(?m)^(?:\w+=\S+ )*make (\w+)/).map { String($0.1) }
        #expect(targets.contains("demo") && targets.contains("test"))
        expectNone(targets.filter { !makefile.contains("\n\($0):") }, instead: "Name a target that the Makefile has.")
        let scripts = readme.matches(of: /(?m)^(Scripts\/[\w-]+)/).map { String($0.1) }
        expectNone(scripts.filter { !Repository.exists($0) }, instead: "Name a script that exists.")
    }

    @Test("README's sayso commands are commands of the program")
    func readmeProgramCommandsExist() {
        let declared = Repository.sources.filter { $0.target == "sayso" }.flatMap { source in
            source.text.matches(of: /path: \[([^\]]+)\]/).map { match in
                match.1.matches(of: /"([\w-]+)"/).map { String($0.1) }.joined(separator: " ")
            }
        }
        guard !declared.isEmpty else {
            return report("the program has no commands yet; README's are not checked", ["Sources/sayso"])
        }
        let readme = Markdown(path: "README.md").code.joined(separator: "\n")
        let used = readme.matches(of: /(?m)^(?:\S*\/)?sayso ([a-z-]+(?: [a-z-]+)?)/).map { String($0.1) }
        #expect(!used.isEmpty)
        let unknown = used.filter { words in
            !declared.contains(words) && !declared.contains(String(words.split(separator: " ")[0]))
        }
        expectNone(unknown, instead: "The commands are: \(declared.sorted().joined(separator: ", ")).")
    }

    @Test("The rule resolves links from the place of the document, and finds a broken one")
    func rulesFindBrokenLinks() {
        let text =
            "See [a](../README.md#top), [b](missing.md), `Sources/Nowhere/X.swift` and [web](https://example.com).\n```\n[c](d.md)\n```\n"
        let document = Markdown(path: "Docs/x.md", text: text)
        #expect(document.paths.map(\.path) == ["README.md", "Docs/missing.md", "Sources/Nowhere/X.swift"])
    }
}

@Suite("Decisions")
struct DecisionTests {
    private static let parts = ["Status", "Context", "Options", "Decision", "Consequences", "Validation"]
    private let records = Repository.documents.filter { $0.hasPrefix("Docs/decisions/") && !$0.hasSuffix("README.md") }

    @Test("Every decision says its status, context, options, decision, consequences and validation")
    func decisionsAreWhole() {
        #expect(records.count >= 5)
        let gaps = records.map { Markdown(path: $0) }.flatMap { record in
            Self.parts.filter { record.section($0).isEmpty }.map { "\(record.path) has no '\($0)'" }
        }
        expectNone(gaps, instead: "Write the section: one sentence is enough, none is not.")
    }

    @Test("Every decision has a number of its own and names what would notice its breach")
    func decisionsAreNumbered() {
        let numbers = records.compactMap { Int($0.dropFirst("Docs/decisions/".count).prefix(4)) }
        #expect(numbers.count == records.count && Set(numbers).count == numbers.count)
        let unchecked = records.map { Markdown(path: $0) }.filter { record in
            !record.section("Validation").contains("Tests/") && !record.section("Validation").contains("Not yet")
        }
        expectNone(
            unchecked.map(\.path), instead: "Validation names a test, or begins with 'Not yet' and the issue's number.")
    }
}
