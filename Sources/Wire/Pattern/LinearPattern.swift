/// A regular expression that is matched in time linear in the text: a subset of ECMAScript's, run as a Thompson
/// automaton, all alternatives at once ("Regular Expression Matching Can Be Simple And Fast", R. Cox, 2007).
///
/// Taken: literals, `.`, classes `[a-z^-]`, `\d \D \w \W \s \S`, `\t \n \r \f \v \0 \cX \xHH \uHHHH`, escaped
/// punctuation, groups `( )` and `(?: )`, `|`, `* + ? {n} {n,} {n,m}` (also lazy), `^` and `$`. Refused by name:
/// back references, look-around, `\b`, `\p`, named groups, and what grows too large. Matching is by Unicode scalars,
/// anywhere in the text unless anchored.
package struct LinearPattern: Sendable {
    /// Longer patterns are refused.
    package static let maximumBytes = 1024
    /// Automata with more states are refused; the cost of a match is at most states times scalars.
    package static let maximumStates = 2000

    let program: [PatternInstruction]

    /// Compiles a pattern.
    package init(_ text: String) throws(LinearPatternError) {
        guard text.utf8.count <= Self.maximumBytes else { throw .tooLarge }
        var parser = PatternParser(text)
        var compiler = PatternCompiler()
        program = try compiler.program(of: try parser.pattern())
    }

    /// Whether the pattern matches somewhere in the text.
    package func matches(_ text: String) -> Bool {
        var steps = Int.max
        return matches(text, steps: &steps) ?? false
    }

    /// Whether the pattern matches somewhere in the text; nil when `steps` (states visited) run out.
    package func matches(_ text: String, steps: inout Int) -> Bool? {
        var run = PatternRun(program)
        return run.matches(text.unicodeScalars, steps: &steps)
    }
}

/// Why a text is no pattern that we take; offsets count Unicode scalars.
package enum LinearPatternError: Error, Equatable, Sendable {
    /// The grammar allows nothing such here.
    case invalid(offset: Int)
    /// The pattern uses a feature that has no linear-time matcher here.
    case unsupported(offset: Int)
    /// The pattern, its nesting or its automaton is too large.
    case tooLarge
}

extension LinearPatternError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalid(let offset): "the pattern is invalid at character \(offset)"
        case .unsupported(let offset): "the pattern uses an unsupported feature at character \(offset)"
        case .tooLarge: "the pattern is too large"
        }
    }
}
