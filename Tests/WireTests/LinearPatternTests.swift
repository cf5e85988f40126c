import Testing

@testable import Wire

@Suite("Patterns")
struct LinearPatternTests {
    @Test(
        "Patterns match what ECMAScript's would",
        arguments: [
            ("", ["", "x"], []), ("abc", ["abc", "xabcx"], ["ab", "aBc"]), ("^abc$", ["abc"], ["xabc", "abc\n"]),
            ("a|b|", ["a", ""], []), ("^(a|bc)+$", ["a", "bca", "abcbc"], ["", "b", "abb"]),
            ("^a*$", ["", "aaa"], ["b"]),
            ("^a{2,3}$", ["aa", "aaa"], ["a", "aaaa"]), ("^a{2}$", ["aa"], ["a", "aaa"]),
            ("^a{2,}$", ["aa", "aaaaa"], ["a"]),
            ("^a{0}b$", ["b"], ["ab"]), ("^(?:ab)?c$", ["c", "abc"], ["ac"]), ("^[a-c^-]+$", ["abc^-"], ["d", ""]),
            ("^[^a-c]$", ["d", "\n", "\u{1F600}"], ["a", "dd"]), ("^[\\d\\-x]+$", ["1-x"], ["d"]),
            ("^[^\\d]$", ["a"], ["1"]),
            ("^.$", ["a", "\u{1F600}"], ["\n", "ab", ""]), ("^\\w+\\s\\W$", ["a_1 -"], ["a-b"]),
            ("^\\u00e9\\x41$", ["\u{E9}A"], ["eA"]),
            ("^(a*)*$", ["", "aaaa"], ["b"]), ("^(|a)+$", ["", "aa"], ["b"]), ("a.*?c", ["abc", "aXXc"], ["ab"]),
            ("^[A-Z]{2}\\d{2}(?:[ -]?\\d{4}){2,3}$", ["DE12 3456-7890", "GB1212345678"], ["DE1 23456789"]),
            ("^\\+?[1-9]\\d{1,14}$", ["+4915112345", "12"], ["0123", "+"]),
            ("[^]", ["x"], [""]), ("[]", [], ["x", ""]), ("^\\cJ\\0$", ["\n\0"], ["J0"]),
            ("(^a|b$)", ["ax", "xb"], ["xa", "bx"]),
            ("^[^\\s\\S]$", [], ["x"]), ("^[\\s\\S]$", ["x", "\n"], ["", "xx"]), ("x{1}?y", ["xy"], ["y"]),
        ] as [(String, [String], [String])])
    func matching(pattern: String, fits: [String], misses: [String]) throws {
        let compiled = try LinearPattern(pattern)
        for text in fits { #expect(compiled.matches(text), "\(pattern) must match \(text.debugDescription)") }
        for text in misses { #expect(!compiled.matches(text), "\(pattern) must not match \(text.debugDescription)") }
    }

    @Test(
        "What is wrong is refused as invalid",
        arguments: [
            "(", ")", "a)", "[a", "*", "a**", "a{", "a{,2}", "a{2,1}", "{", "}", "]", "\\", "\\a", "\\e", "[b-a]",
            "\\u12", "^*", "a{x}", "\\c1", "\\-",
        ])
    func invalid(pattern: String) {
        #expect { try LinearPattern(pattern) } throws: {
            if case .invalid = $0 as? LinearPatternError { true } else { false }
        }
    }

    @Test(
        "What has no linear-time matcher is refused as unsupported",
        arguments: ["(a)\\1", "(?=a)", "(?!a)", "(?<=a)", "(?<n>a)", "\\bx", "\\p{L}", "\\k<n>", "\\ud83d"])
    func unsupported(pattern: String) {
        #expect { try LinearPattern(pattern) } throws: {
            if case .unsupported = $0 as? LinearPatternError { true } else { false }
        }
    }

    @Test(
        "What would grow too large is refused",
        arguments: [
            "(((a{99}){99}){99}){99}", "(((((a{0}){999}){999}){999}){999})", "a{2001}", "a{99999999999999999999}",
            String(repeating: "(", count: 20), String(repeating: "a", count: 1025),
        ])
    func tooLarge(pattern: String) {
        #expect(throws: LinearPatternError.tooLarge) { try LinearPattern(pattern) }
    }

    @Test("A pattern that backtracking would choke on costs states times scalars, and steps bound it")
    func linear() throws {
        let pattern = try LinearPattern("^(a+)+$")
        let text = String(repeating: "a", count: 5000) + "b"
        var steps = 100_000
        #expect(pattern.matches(text, steps: &steps) == false)
        #expect(steps > 0)
        steps = 100
        #expect(pattern.matches(text, steps: &steps) == nil)
    }
}
