import Primitives
import Testing
import Wire

@testable import YAML

private func parse(_ text: String, limits: YAMLLimits = .standard) throws(YAMLError) -> YAMLNode {
    try YAMLDocument.parse(Array(text.utf8), file: "a.yaml", limits: limits)
}

private func message(_ text: String) -> String {
    do throws(YAMLError) {
        _ = try parse(text)
        return "accepted"
    } catch {
        return error.description
    }
}

@Suite("YAML documents")
struct YAMLDocumentTests {
    @Test("Maps, lists and scalars become JSON by the core schema of YAML 1.2")
    func coreSchema() throws {
        let node = try parse(
            """
            # a comment
            text: plain words
            quoted: "8443"
            yes: yes
            booleans: [true, False, TRUE]
            nothing: [~, null, ]
            empty:
            integers: [0, -7, +12, 007, 0x1F, 0o17]
            numbers: [1.50, .5, 1e3, -0.25E-1, 1., 123456789012345678901234567890]
            not numbers: [1_000, 0b1, 12:30, 1.2.3, 0x, "1", -, +-1, 0x-1]
            folded: >
              one
              two
            literal: |
              one
              two
            map: {a: {b: []}}
            """)
        let big = try JSON.parse(Array("123456789012345678901234567890".utf8))
        let expected: JSON = [
            "text": "plain words", "quoted": "8443", "yes": "yes", "booleans": [true, false, true],
            "nothing": [nil, nil],
            "empty": nil, "integers": [0, -7, 12, 7, 31, 15],
            "numbers": [
                1.5, 0.5, 1000, -0.025, 1,
                big,
            ],
            "not numbers": ["1_000", "0b1", "12:30", "1.2.3", "0x", "1", "-", "+-1", "0x-1"], "folded": "one two\n",
            "literal": "one\ntwo\n", "map": ["a": ["b": []]],
        ]
        #expect(try node.json == expected)
    }

    @Test("Nodes know where they are")
    func positions() throws {
        let node = try parse("a: 1\nb:\n  - x\n  - \"\u{E9}\": y\n")
        let list = try node["b"]?.list() ?? []
        try #require(list.count == 2)
        #expect(list[0].position == YAMLPosition(file: "a.yaml", line: 3, column: 5))
        #expect(list[1]["\u{E9}"]?.position == YAMLPosition(file: "a.yaml", line: 4, column: 10))
    }

    @Test(
        "What could mean more than it shows is refused with its place",
        arguments: [
            ("a: &x 1\n", "a.yaml:1:4: anchors (&name) are not allowed"),
            ("a: *x\n", "a.yaml:1:4: aliases (*name) are not allowed"),
            ("a: !!str 1\n", "a.yaml:1:4: tags (!name) are not allowed"),
            ("a: ! 1\n", "a.yaml:1:4: tags (!name) are not allowed"),
            ("? &k a\n: 1\n", "a.yaml:1:3: anchors (&name) are not allowed"),
            ("&m {a: 1}\n", "a.yaml:1:1: anchors (&name) are not allowed"),
            ("a: 1\nb: 2\na: 3\n", "a.yaml:3:1: the key \"a\" stands here again; it stands first in line 1"),
            ("a: 1\n---\nb: 2\n", "a.yaml:2:1: the file must hold exactly one document"),
            ("", "a.yaml:1:1: the file must hold exactly one document"),
            ("# only a comment\n", "a.yaml:2:1: the file must hold exactly one document"),
            ("%YAML 1.2\n---\na: 1\n", "a.yaml:1:1: directives (%) are not allowed"),
            ("[a]: 1\n", "a.yaml:1:1: a key must be text"),
            ("{a: 1}: 1\n", "a.yaml:1:1: a key must be text"),
        ])
    func refused(text: String, expected: String) {
        #expect(message(text) == expected)
    }

    @Test(
        "Broken syntax is reported with its line",
        arguments: ["a: [1, 2\n", "a: 'x\n", "a:\n\t- x\n", "a: b: c\n", "a: \"\\q\"\n", "@x\n", "- a\nb: 1\n"])
    func broken(text: String) {
        #expect { try parse(text) } throws: { if case .syntax? = ($0 as? YAMLError)?.reason { true } else { false } }
    }

    @Test("Bytes that are no UTF-8 are refused with their line, also in other encodings of Unicode")
    func encodings() {
        for bad: [UInt8] in [
            Array("a: 1\nb: ".utf8) + [0xFF], [0xFF, 0xFE, 0x61, 0x00], Array("a: ".utf8) + [0xC0, 0x80],
            Array("a: ".utf8) + [0],
        ] {
            #expect(throws: YAMLError.self) { try YAMLDocument.parse(bad, file: "a.yaml") }
        }
        #expect { try YAMLDocument.parse(Array("a: 1\nb: ".utf8) + [0xFF], file: "a.yaml") } throws: {
            ($0 as? YAMLError)?.position == YAMLPosition(file: "a.yaml", line: 2, column: 4)
        }
    }

    @Test("Size, depth and number of nodes are bounded")
    func limits() throws {
        let limits = YAMLLimits(maximumBytes: 30, maximumDepth: 2, maximumNodes: 5)
        #expect(try parse("[[1]]", limits: limits).json == [[1]])
        #expect { try parse("[[[1]]]", limits: limits) } throws: { ($0 as? YAMLError)?.reason == .tooDeep(limit: 2) }
        #expect { try parse("[1, 2, 3, 4, 5]", limits: limits) } throws: {
            ($0 as? YAMLError)?.reason == .tooManyNodes(limit: 5)
        }
        #expect { try parse(String(repeating: " ", count: 31), limits: limits) } throws: {
            ($0 as? YAMLError)?.reason == .tooLarge(limit: 30)
        }
        let flood = String(repeating: "[", count: 100_000)
        #expect(throws: YAMLError.self) { try parse(flood) }
    }

    @Test("Infinity has no JSON")
    func notFinite() throws {
        for text in [".inf", "-.Inf", ".nan", "1e999"] {
            #expect(throws: YAMLError.self) { try parse(text).json }
        }
        #expect(try parse("'.inf'").json == ".inf")
    }

    @Test("5,000 mutated files never crash")
    func mutations() {
        let seed: UInt64 = 1221
        print("mutated YAML: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let source = Array("a: [1, 'x', \"\\u00e9\"]\nb:\n  - c: {d: ~}\n  - |\n    text\n? k\n: v # \u{E9}\n".utf8)
        for _ in 0..<5000 {
            var bytes = source
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                if Bool.random(using: &random) {
                    bytes[place] = UInt8.random(in: 0...255, using: &random)
                } else {
                    bytes.insert(bytes[place], at: place / 2)
                }
            }
            _ = try? YAMLDocument.parse(bytes, file: "m.yaml").json
        }
    }
}
