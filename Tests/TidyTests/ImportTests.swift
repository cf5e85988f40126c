import Testing

@Suite("Imports")
struct ImportTests {
    private let table = PackageTable.package

    @Test("Package.swift's table is read: rows, modules and tests")
    func readsTheTable() {
        #expect(table.rows.count >= 9)
        #expect(table.rows.joined().count == table.uses.count)
        #expect(table.uses["Cedar"]?.contains("Wire") == true)
        #expect(table.crossTests["TidyTests"]?.isEmpty == true)
    }

    @Test("Each module imports only what Package.swift declares for it")
    func importsWhatIsDeclared() {
        expectNone(
            Repository.sources.flatMap { ImportRules.undeclared(in: $0, table: table, system: ImportRules.toolchain) },
            instead: """
                Declare the module in the row of Package.swift if it stands lower; else move the shared idea down, or pass \
                it in as a value. Foundation is not used: Platform has files, clocks and threads, Primitives the calendar.
                """)
    }

    @Test("Each test imports only what its module may use")
    func testsImportWhatIsDeclared() {
        expectNone(
            Repository.tests.flatMap { ImportRules.undeclared(in: $0, table: table, system: ImportRules.testing) },
            instead: "A test of several modules belongs into AttackTests, SimulationTests or IntegrationTests.")
    }

    @Test("Each C library is imported by its owner alone")
    func librariesHaveOwners() {
        expectNone(
            Repository.sources.flatMap(ImportRules.disowned),
            instead: "Use the Swift face that the owner has for the library, or add to it.")
        let libraries = table.rows.first ?? []
        #expect(
            Set(libraries) == Set(ImportRules.owners.keys), "each library in Package.swift needs an owner in this test")
    }

    @Test("Package.swift gives a C library to its owner alone")
    func tableGivesLibrariesToOwners() {
        let wrong = table.uses.flatMap { module, used in
            used.filter { ImportRules.owners[$0].map { !$0.contains(module) } ?? false }.map {
                "\(module) declares \($0)"
            }
        }
        expectNone(wrong, instead: "Take the library out of the row and use its owner's Swift face.")
    }

    @Test("Modules that decide import nothing that can open a socket, a file or a clock")
    func decisionsArePure() {
        expectNone(
            Repository.sources.flatMap(ImportRules.impure),
            instead: "Take time, randomness and bytes as parameters; let the shell that calls you fetch them.")
    }

    @Test("The rules find an undeclared, a disowned and an impure import")
    func rulesFindImports() {
        let source = SwiftSource(
            path: "Sources/Cedar/Bad.swift",
            text: "// import Wire\nimport struct Foundation.Date\n@testable import CSodium\n")
        #expect(source.imports.map(\.module) == ["Foundation", "CSodium"])
        #expect(ImportRules.undeclared(in: source, table: table, system: ImportRules.toolchain).count == 2)
        #expect(ImportRules.disowned(in: source).count == 1)
        #expect(ImportRules.impure(in: source).count == 2)
        let unknown = SwiftSource(path: "Sources/Nobody/File.swift", text: "import Wire\n")
        #expect(ImportRules.undeclared(in: unknown, table: table, system: []).count == 1)
    }
}
