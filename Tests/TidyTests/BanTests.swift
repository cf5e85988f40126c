import Testing

@Suite("Bans")
struct BanTests {
    @Test("No file of the program contains what is banned", arguments: Ban.everywhere.indices)
    func sourcesKeepTheBans(_ index: Int) {
        let ban = Ban.everywhere[index]
        expectNone(Repository.sources.flatMap(ban.places), instead: "\(ban.name): \(ban.instead)")
        expectNone(
            ban.staleExceptions(among: Repository.sources),
            instead: "\(ban.name): take away the exceptions that nothing needs.")
    }

    @Test("Files that decide have no clock and no randomness of their own", arguments: Ban.inPureFiles.indices)
    func pureFilesKeepTheBans(_ index: Int) {
        let ban = Ban.inPureFiles[index]
        let pure = Repository.sources.filter { source in ImportRules.pure.contains(where: source.path.hasPrefix) }
        #expect(pure.count > 100)
        expectNone(pure.flatMap(ban.places), instead: "\(ban.name): \(ban.instead)")
    }

    @Test("The linter forbids forced unwraps, and nobody silences it")
    func linterIsStrict() throws {
        let settings = try #require(Repository.text(of: ".swift-format"))
        for rule in ["NeverForceUnwrap", "NeverUseForceTry", "NeverUseImplicitlyUnwrappedOptionals"] {
            #expect(settings.contains("\"\(rule)\": true"), "turn \(rule) on in .swift-format")
        }
        let silencer = "swift-format-" + "ignore"
        let silent = (Repository.sources + Repository.tests).filter { $0.mentions([silencer]) }.map(\.path)
        expectNone(
            silent,
            instead: "Write what the linter wants; a rule that is wrong is turned off for everyone, with a reason.")
    }

    @Test("No test forces or sleeps")
    func testsKeepSomeBans() {
        for ban in Ban.everywhere where ["try!", "as!", "a sleeping thread"].contains(ban.name) {
            let sources = Repository.tests.filter { $0.target != "TidyTests" }
            expectNone(
                sources.flatMap(ban.places), instead: "\(ban.name), in tests: \(ban.instead) In a test: try #require.")
        }
    }

    @Test("Nothing is left for later in a comment")
    func nothingIsLeftForLater() {
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:"]
        let kinds = [".swift", ".md", ".js", ".py", ".cedar", ".yaml", ".c", ".h"]
        let files = Repository.files.filter { file in
            kinds.contains(where: file.hasSuffix) || file.hasPrefix("Scripts/")
        }
        let found = files.flatMap { places(of: marks, in: $0) }
        expectNone(found, instead: "Do it now, or write an issue and say in the text what the code does not do.")
    }

    @Test("No file names a place that exists on one machine only")
    func noMachinePaths() {
        let folders = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"]
        let found = Repository.files.flatMap { places(of: folders, in: $0) }
        expectNone(found, instead: "Use a path from the root of the repository, an option, or an environment variable.")
    }

    private func places(of words: [String], in path: String) -> [String] {
        guard let text = Repository.text(of: path), text.holds(anyOf: words) else { return [] }
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .filter { line in words.contains(where: line.element.contains) }.map { "\(path):\($0.offset + 1)" }
    }

    @Test(
        "Each ban finds what it bans",
        arguments: [
            "public struct A {}", "    open class A {}", "public private(set) var a = 1", "let a = try! f()",
            "let a = b as! C", "fatalError(\"no\")", "print(\"x\")",
            "final class A: @unchecked Sendable {}", "nonisolated(unsafe) var a = 1", "Task.detached { }", "usleep(10)",
            "var words = SIMD4<UInt64>()",
        ])
    func bansFind(_ line: String) {
        let source = SwiftSource(path: "Sources/Wire/Bad.swift", text: line)
        #expect(Ban.everywhere.contains { !$0.places(in: source).isEmpty }, "\(line)")
    }

    @Test(
        "No ban is roused by comments, texts and harmless code",
        arguments: [
            "// public struct A, try! f(), fatalError()", "let a = \"try! print(\"", "let a = b != c",
            "if !a.isEmpty {}",
            "let a = #\"x\"y!\"#", "/* nested /* try! */ print( */ let a = 1", "log.print(a)", "fingerprint(a)",
            "let a = \"\\(b ?? \"x!\")\"", "let a = b !== c", "guard !isOpen else { return }", "openings.append(a)",
        ])
    func bansStayQuiet(_ line: String) {
        let source = SwiftSource(path: "Sources/Wire/Good.swift", text: line)
        #expect(Ban.everywhere.flatMap { $0.places(in: source) }.isEmpty, "\(source.code)")
    }

    @Test("The bans of pure files find clocks and randomness")
    func pureBansFind() {
        for line in ["let now = ContinuousClock().now", "Int.random(in: 0..<9)", "words.shuffled()", "Date()"] {
            let source = SwiftSource(path: "Sources/Voice/Bad.swift", text: line)
            #expect(Ban.inPureFiles.contains { !$0.places(in: source).isEmpty }, "\(line)")
        }
        let good = SwiftSource(
            path: "Sources/Voice/Good.swift", text: "Int.random(in: 0..<9, using: &random)\nCivilDate(year: 1)")
        #expect(Ban.inPureFiles.allSatisfy { $0.places(in: good).isEmpty })
    }
}
