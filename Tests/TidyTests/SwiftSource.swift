import Glibc

/// A Swift file as rules look at it.
struct SwiftSource: Sendable {
    /// From the root of the repository: `Sources/Wire/JSON/JSON.swift`.
    let path: String
    /// All of it.
    let text: String

    init(path: String, text: String) {
        self.path = path
        self.text = text
    }

    /// The module or test target: the folder below `Sources` or `Tests`.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    /// The number of its lines.
    var lineCount: Int { text.utf8.count { $0 == UInt8(ascii: "\n") } }

    /// The lines with comments and the insides of string literals left out, so that a rule about code is not roused by
    /// words. Takes its time: ask `mentions` first.
    var code: [Substring] {
        var stripper = CodeStripper()
        return stripper.strip(Array(text.utf8)).split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Whether the text, comments included, holds one of the words.
    func mentions(_ words: [String]) -> Bool { text.holds(anyOf: words) }

    /// What the file imports, with the line, from 1. Imports stand at the beginning of their lines.
    var imports: [(module: String, line: Int)] {
        let kinds: Set<Substring> = ["struct", "class", "enum", "func", "var", "let", "protocol", "typealias"]
        return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
            guard line.hasPrefix("import ") || line.hasPrefix("@") || line.hasPrefix("package import ") else {
                return nil
            }
            let words = line.split(separator: " ").filter { !$0.hasPrefix("@") && $0 != "package" }
            guard words.first == "import", words.count > 1 else { return nil }
            let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
            return (String(name.split(separator: ".")[0]), index + 1)
        }
    }

    /// The places where the code matches, in files that mention one of the words.
    func places(mentioning words: [String], _ matches: (Substring) -> Bool) -> [String] {
        guard mentions(words) else { return [] }
        return code.enumerated().filter { matches($0.element) }.map { "\(path):\($0.offset + 1)" }
    }
}

extension String {
    /// Whether the text holds one of the words, byte by byte. The C library searches: these tests read every file.
    func holds(anyOf words: [String]) -> Bool {
        unsafe withCString { text in
            words.contains { word in unsafe word.withCString { unsafe strstr(text, $0) != nil } }
        }
    }
}
