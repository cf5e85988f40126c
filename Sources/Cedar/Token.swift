/// A word or symbol of a Cedar text.
struct Token: Sendable, Equatable {
    /// The kinds of tokens.
    enum Kind: Sendable, Equatable {
        case identifier, integer, string, slot, end
        case symbol(Symbol)
    }

    let kind: Kind
    let span: SourceSpan
}

/// Symbols of the policy and schema grammars, longest first where one begins another.
enum Symbol: String, Sendable, CaseIterable {
    case doubleColon = "::"
    case equal = "=="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case and = "&&"
    case or = "||"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case leftBracket = "["
    case rightBracket = "]"
    case leftBrace = "{"
    case rightBrace = "}"
    case comma = ","
    case semicolon = ";"
    case colon = ":"
    case dot = "."
    case less = "<"
    case greater = ">"
    case not = "!"
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divide = "/"
    case remainder = "%"
    case assign = "="
    case at = "@"
    case question = "?"

    /// Every symbol with its one or two bytes, longest first.
    static let spellings: [(symbol: Symbol, bytes: [UInt8])] = allCases.map { ($0, Array($0.rawValue.utf8)) }
}
