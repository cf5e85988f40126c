import Foundation

/// A document of the repository, as far as rules look at it.
struct Markdown {
    /// From the root of the repository.
    let path: String
    let lines: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The document at that path; empty when it is not there.
    init(path: String) { self.init(path: path, text: Repository.text(of: path) ?? "") }

    /// The titles of the sections: `## Status` gives `Status`.
    var sections: [String] {
        prose.filter { $0.text.hasPrefix("#") }.map {
            $0.text.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces)
        }
    }

    /// The lines outside of fenced code, numbered from 1.
    var prose: [(number: Int, text: String)] {
        var isCode = false
        return lines.enumerated().compactMap { index, line in
            if line.trimmingCharacters(in: .whitespaces).hasPrefix("```") {
                isCode.toggle()
                return nil
            }
            return isCode ? nil : (index + 1, line)
        }
    }

    /// The lines of fenced code.
    var code: [String] {
        let outside = Set(prose.map(\.number))
        return lines.enumerated().filter { !outside.contains($0.offset + 1) }.map(\.element)
    }

    /// Paths of files in this repository that the document names: targets of links, and names in backquotes that look
    /// like a path to a file.
    var paths: [(path: String, line: Int)] {
        prose.flatMap { number, text in
            (links(text) + quoted(text)).map { ($0, number) }
        }
    }

    /// The text between a heading and the next.
    func section(_ title: String) -> String {
        guard let start = lines.firstIndex(where: { $0.hasPrefix("#") && $0.hasSuffix(" \(title)") }) else { return "" }
        let rest = lines[(start + 1)...]
        return rest.prefix { !$0.hasPrefix("#") }.joined(separator: "\n").trimmingCharacters(
            in: .whitespacesAndNewlines)
    }

    private func links(_ text: String) -> [String] {
        text.matches(of: /\]\(([^)\s]+)\)/).map { String($0.1) }
            .filter { !$0.contains("://") && !$0.hasPrefix("#") && !$0.hasPrefix("mailto:") }
            .map { resolve(String($0.split(separator: "#")[0])) }
    }

    /// Names in backquotes count as paths when they begin in a folder of this repository and have no placeholder.
    private func quoted(_ text: String) -> [String] {
        let folders = [
            "Sources/", "Tests/", "Policies/", "Docs/", "ThreatModel/", "Scripts/", "Demo/", "Fuzz/", "Benchmarks/",
        ]
        return text.matches(of: /`([^`]+)`/).map { String($0.1) }.filter { name in
            folders.contains(where: name.hasPrefix) && !name.contains { " <*{…".contains($0) }
        }
    }

    private func resolve(_ target: String) -> String {
        guard !target.hasPrefix("/") else { return String(target.dropFirst()) }
        var parts = path.split(separator: "/").dropLast().map(String.init)
        for part in target.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
        }
        return parts.joined(separator: "/")
    }
}
