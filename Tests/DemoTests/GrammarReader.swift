/// A small reader of JSGF for tests: whether a grammar accepts a sentence.
struct GrammarReader {
    private indirect enum Node {
        case word(String)
        case rule(String)
        case sequence([Node])
        case choice([Node])
        case optional(Node)
    }

    private var rules: [String: Node] = [:]

    init(_ jsgf: String) {
        for line in jsgf.split(separator: ";") {
            let text = line.split(separator: "\n").joined(separator: " ")
            guard let equals = text.firstIndex(of: "="), let open = text.firstIndex(of: "<"), open < equals else {
                continue
            }
            let name = text[open..<equals].filter { $0 != " " }
            var tokens = Self.tokens(text[text.index(after: equals)...])
            rules[name] = Self.choice(&tokens)
        }
    }

    func accepts(_ sentence: String) -> Bool {
        let words = sentence.split(separator: " ").map { String($0) }
        return ends(.rule("<utterance>"), [0], words, depth: 0).contains(words.count)
    }

    /// The rules that are named and not there.
    var missing: Set<String> { Set(rules.values.flatMap(names)).subtracting(rules.keys) }

    private func names(_ node: Node) -> [String] {
        switch node {
        case .word: []
        case .rule(let name): [name]
        case .sequence(let nodes), .choice(let nodes): nodes.flatMap(names)
        case .optional(let node): names(node)
        }
    }

    private func ends(_ node: Node, _ starts: Set<Int>, _ words: [String], depth: Int) -> Set<Int> {
        guard depth < 50, !starts.isEmpty else { return [] }
        switch node {
        case .word(let word): return Set(starts.filter { $0 < words.count && words[$0] == word }.map { $0 + 1 })
        case .rule(let name): return rules[name].map { ends($0, starts, words, depth: depth + 1) } ?? []
        case .sequence(let nodes): return nodes.reduce(starts) { ends($1, $0, words, depth: depth + 1) }
        case .choice(let nodes): return Set(nodes.flatMap { ends($0, starts, words, depth: depth + 1) })
        case .optional(let node): return starts.union(ends(node, starts, words, depth: depth + 1))
        }
    }

    private static func tokens(_ text: Substring) -> [String] {
        var tokens = [""]
        for character in text {
            if "()[]|".contains(character) {
                tokens += [String(character), ""]
            } else if character == " " {
                tokens.append("")
            } else {
                tokens[tokens.count - 1].append(character)
            }
        }
        return tokens.filter { !$0.isEmpty && !$0.hasPrefix("/") }.reversed()
    }

    private static func choice(_ tokens: inout [String]) -> Node {
        var choices = [Node]()
        var sequence = [Node]()
        while let token = tokens.popLast(), token != ")", token != "]" {
            switch token {
            case "|":
                choices.append(.sequence(sequence))
                sequence = []
            case "(": sequence.append(choice(&tokens))
            case "[": sequence.append(.optional(choice(&tokens)))
            default: sequence.append(token.hasPrefix("<") ? .rule(token) : .word(token))
            }
        }
        return .choice(choices + [.sequence(sequence)])
    }
}
