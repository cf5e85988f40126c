import Foundation

/// The table of layers in `Package.swift`, read as text: what each module may import.
struct PackageTable {
    /// The modules of each row, lowest first, in the order in which they stand there.
    let rows: [[String]]
    /// What each module uses.
    let uses: [String: [String]]
    /// What the tests that belong to no module use.
    let crossTests: [String: [String]]

    /// Reads the table of `Package.swift`.
    static let package = PackageTable(Repository.text(of: "Package.swift") ?? "")

    init(_ text: String) {
        let layers = Self.between(text, "let layers", "\n]")
        let tests = Self.between(text, "let crossTests", "\n]")
        let entries = Self.entries(layers)
        rows = layers.components(of: "\n    [\n", "\n    [\"").dropFirst().map { Self.entries($0).map(\.name) }
        uses = Dictionary(entries.map { ($0.name, $0.uses) }, uniquingKeysWith: { first, _ in first })
        crossTests = Dictionary(Self.entries(tests).map { ($0.name, $0.uses) }, uniquingKeysWith: { first, _ in first })
    }

    /// What a module or a test target may import of ours; nothing when Package.swift does not name it.
    func allowed(for target: String) -> Set<String>? {
        if let used = uses[target] ?? crossTests[target] { return Set(used) }
        guard target.hasSuffix("Tests") else { return nil }
        let module = String(target.dropLast("Tests".count))
        return uses[module].map { Set($0 + [module]) }
    }

    private static func between(_ text: String, _ start: String, _ end: String) -> String {
        guard let from = text.range(of: start) else { return "" }
        let rest = text[from.upperBound...]
        return String(rest.range(of: end).map { rest[..<$0.lowerBound] } ?? rest)
    }

    /// Every `"Name": ["A", "B"]` of a text.
    private static func entries(_ text: String) -> [(name: String, uses: [String])] {
        text.matches(of: /"(\w+)":\s*\[([^\]]*)\]/).map { match in
            (String(match.1), match.2.matches(of: /"(\w+)"/).map { String($0.1) })
        }
    }
}

extension String {
    /// The parts between any of the separators. A separator's own quotation mark stays with the part that follows.
    fileprivate func components(of separators: String...) -> [String] {
        var text = self
        for separator in separators {
            let kept = separator.hasSuffix("\"") ? "\"" : ""
            text = text.split(separator: separator, omittingEmptySubsequences: false).joined(separator: "\u{1}\(kept)")
        }
        return text.split(separator: "\u{1}", omittingEmptySubsequences: false).map(String.init)
    }
}
