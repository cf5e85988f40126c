import Testing

/// A value that only some places may make or take, because holding it proves something.
struct Proof {
    /// How making or taking it looks in code.
    let mark: String
    /// The folders or files where that is right.
    let places: [String]
    /// What the value proves, and how others get one.
    let instead: String

    /// Lines outside of those places that bear the mark as a word of its own.
    func strays(in source: SwiftSource) -> [String] {
        guard !places.contains(where: source.path.hasPrefix) else { return [] }
        return source.places(mentioning: [mark]) { line in
            line.ranges(of: mark).contains { range in
                guard let before = line[..<range.lowerBound].last else { return true }
                return !before.isLetter && !before.isNumber && before != "_" && before != "."
            }
        }
    }

    static let all = [
        Proof(
            mark: "ApprovedCall(", places: ["Sources/Approval/"],
            instead: "An ApprovedCall proves that policy and caller agreed: only Approval's Approver makes one."),
        Proof(
            mark: "consuming ApprovedCall", places: ["Sources/Tools/", "Sources/Approval/"],
            instead: "Only Tools runs what was approved: give the ApprovedCall to ToolRunner."),
        Proof(
            mark: "Confirmation(", places: ["Sources/Approval/"],
            instead: "A Confirmation proves that the caller said the challenge: only ConfirmationGate makes one."),
        Proof(
            mark: "Principal(", places: ["Sources/Identity/"],
            instead: "A Principal proves a verified credential: ask Identity's Authenticator."),
        Proof(
            mark: "TenantScope(", places: ["Sources/Storage/"],
            instead: "A TenantScope stands for a verified tenant: only Identity asks Storage for one."),
        Proof(
            mark: "TenantDatabase(", places: ["Sources/Storage/"],
            instead: "Tenant data is reached through the Directory's database of a Principal."),
        Proof(
            mark: "scope(ofVerified:", places: ["Sources/Storage/", "Sources/Identity/"],
            instead: "Only Identity may say that a tenant is verified."),
        Proof(
            mark: "SQLiteDatabase(", places: ["Sources/Storage/", "Sources/Identity/", "Sources/Audit/"],
            instead: "Use TenantDatabase, the Directory or the AuditLog: they know whose data it is."),
    ]
}

@Suite("Structure")
struct StructureTests {
    @Test("Values that prove something are made where they are proven", arguments: Proof.all.indices)
    func proofsAreMadeAtHome(_ index: Int) {
        let proof = Proof.all[index]
        expectNone(Repository.sources.flatMap(proof.strays), instead: proof.instead)
        let isUsed = Repository.sources.contains { source in
            proof.places.contains(where: source.path.hasPrefix) && source.mentions([proof.mark])
        }
        #expect(isUsed, "nothing makes '\(proof.mark)' any more: name the new thing in this test")
    }

    @Test("The rule finds a forged approval")
    func rulesFindForgery() {
        let text = "let forged = ApprovedCall(call: call, body: [], intent: intent)\nlet fine = UnapprovedCall(x)\n"
        let source = SwiftSource(path: "Sources/Sessions/Bad.swift", text: text)
        #expect(Proof.all.flatMap { $0.strays(in: source) } == ["Sources/Sessions/Bad.swift:1"])
    }

    @Test("Files stay small enough to be read in one go")
    func filesAreSmall() {
        let limit = 400
        let long = Repository.sources.filter { $0.lineCount > limit }.map { "\($0.path): \($0.lineCount) lines" }
        expectNone(
            long, instead: "Split the file by type or by extension; the bound is \(limit) lines, the aim about 100.")
        let medium = Repository.sources.filter { (151...limit).contains($0.lineCount) }
        report("files over 150 lines", medium.map { "\($0.path): \($0.lineCount)" })
    }

    @Test("Every type that others can see says what it is")
    func typesAreDocumented() {
        expectNone(
            Repository.sources.flatMap(Self.undocumentedTypes),
            instead: "Write a doc comment: what it is, its units and bounds, and the source of what it implements.")
        let source = SwiftSource(
            path: "Sources/Wire/Bad.swift",
            text: "/// A.\n@safe\npackage struct A {\n    struct Inner {}\n}\n\nfinal class B {}\nenum Tag {}\n")
        #expect(Self.undocumentedTypes(source) == ["Sources/Wire/Bad.swift:7"])
    }

    /// Types at the top of a file, and package types anywhere, without a doc comment. An empty enum is a mere tag.
    private static func undocumentedTypes(_ source: SwiftSource) -> [String] {
        let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.filter { index in
            guard declaresType(lines[index]) else { return false }
            let above = lines[..<index].last { !$0.drop { $0 == " " }.hasPrefix("@") }
            return above.map { !$0.drop { $0 == " " }.hasPrefix("///") } ?? true
        }.map { "\(source.path):\($0 + 1)" }
    }

    private static func declaresType(_ line: Substring) -> Bool {
        let modifiers: Set<Substring> = ["package", "private", "fileprivate", "final", "indirect", "@safe"]
        let words = line.split(separator: " ")
        guard let kind = words.first(where: { !modifiers.contains($0) }), words.count > 1 else { return false }
        guard ["struct", "enum", "class", "actor", "protocol"].contains(kind) else { return false }
        let isTag = kind == "enum" && line.hasSuffix("{}")
        return !isTag && (!line.hasPrefix(" ") || words.first == "package")
    }

    @Test("Every file of the program lies in a module that Package.swift names")
    func filesHaveModules() {
        let modules = Set(PackageTable.package.uses.keys)
        let strays = Repository.sources.map(\.target).filter { !modules.contains($0) }
        expectNone(Array(Set(strays)), instead: "Put the folder into the table of Package.swift.")
    }

    @Test("Every module that decides or parses has tests of its own")
    func modulesHaveTests() {
        let tested = Set(Repository.tests.map(\.target))
        let crossTested = ["Primitives", "Platform"]
        let without = PackageTable.package.rows.dropFirst().joined().filter { module in
            !tested.contains("\(module)Tests") && !crossTested.contains(module)
        }
        report("modules without a folder of tests", without.sorted())
        let must = [
            "Wire", "Taint", "Cedar", "MerkleLog", "Guard", "Identity", "Audit", "Storage", "Limits", "Cryptography",
        ]
        expectNone(must.filter { !tested.contains("\($0)Tests") }, instead: "Write Tests/<Module>Tests.")
    }

    @Test("Package.swift declares no more than is imported", .disabled(if: PackageTable.package.rows.isEmpty))
    func declaresNoMore() {
        var unused: [String] = []
        for (module, used) in PackageTable.package.uses {
            let files = Repository.sources.filter { $0.target == module }
            guard files.count > 1 else { continue }
            let imported = Set(files.flatMap { $0.imports.map(\.module) })
            unused += used.filter { !imported.contains($0) }.map { "\(module) declares \($0)" }
        }
        report("dependencies that are declared and not imported", unused.sorted())
    }
}
