/// Walks over the tokens of a text and says what was expected where something else stands.
struct TokenReader {
    let source: SourceText
    let limits: CedarLimits
    private let tokens: [Token]
    private var index = 0
    /// How deep the reader is inside brackets.
    private(set) var nesting = 0

    init(_ source: SourceText, limits: CedarLimits) throws(CedarError) {
        self.source = source
        self.limits = limits
        tokens = try Lexer.tokens(of: source, limits: limits)
    }

    /// The next token.
    var next: Token { tokens[index] }

    /// The token after the next; the end when there is none.
    var second: Token { tokens[min(index + 1, tokens.count - 1)] }

    /// The place where the last token that was read ends.
    var lastEnd: Int { index > 0 ? tokens[index - 1].span.end : 0 }

    /// The bytes of `token` as text.
    func text(_ token: Token) -> Text {
        Text(String(decoding: source.bytes[token.span.start..<token.span.end], as: UTF8.self))
    }

    /// Reads and returns the next token.
    @discardableResult
    mutating func take() -> Token {
        defer { index = min(index + 1, tokens.count - 1) }
        return tokens[index]
    }

    func at(_ symbol: Symbol) -> Bool { next.kind == .symbol(symbol) }

    func at(word: Text) -> Bool { next.kind == .identifier && text(next) == word }

    /// Reads `symbol` if it stands next.
    mutating func skip(_ symbol: Symbol) -> Bool {
        guard at(symbol) else { return false }
        take()
        return true
    }

    /// Reads `word` if it stands next.
    mutating func skip(word: Text) -> Bool {
        guard at(word: word) else { return false }
        take()
        return true
    }

    mutating func expect(_ symbol: Symbol, _ purpose: String) throws(CedarError) {
        guard skip(symbol) else { throw unexpected("`\(symbol.rawValue)` \(purpose)") }
    }

    /// An error that says what was expected and what stands there instead.
    func unexpected(_ expected: String) -> CedarError {
        error("expected \(expected), found \(describe(next))", at: next.span)
    }

    func error(_ message: String, at span: SourceSpan, _ kind: CedarError.Kind = .syntax) -> CedarError {
        CedarError(kind, message, at: source.position(span.start))
    }

    private func describe(_ token: Token) -> String {
        switch token.kind {
        case .end: "the end of the text"
        case .string: "a string"
        case .integer: "a number"
        case .identifier where token.span.end - token.span.start > 60: "a long name"
        case .identifier, .slot, .symbol: "`\(text(token))`"
        }
    }

    /// Counts a level of brackets; each `enter` has its `leave`.
    mutating func enter() throws(CedarError) {
        nesting += 1
        if nesting > limits.nesting {
            throw error("brackets are nested more than \(limits.nesting) deep", at: next.span, .limit)
        }
    }

    mutating func leave() { nesting -= 1 }

    /// The text that the string literal `token` spells.
    func string(_ token: Token) throws(CedarError) -> Text {
        Text(String(decoding: try literal(token, pattern: false).compactMap(\.self), as: UTF8.self))
    }

    /// The elements of the string literal `token`, wildcards being nothing.
    func literal(_ token: Token, pattern: Bool) throws(CedarError) -> [UInt8?] {
        let inside = token.span.start + 1..<token.span.end - 1
        do {
            return try unescaped(source.bytes[inside], pattern: pattern)
        } catch {
            let place = SourceSpan(inside.lowerBound + error.offset, inside.upperBound)
            throw self.error("this escape sequence has no meaning; write `\\\\` for a backslash", at: place)
        }
    }

    /// Reads a name that is not reserved.
    mutating func name(_ purpose: String) throws(CedarError) -> Text {
        guard next.kind == .identifier else { throw unexpected(purpose) }
        let name = text(next)
        if reservedWords.contains(name) {
            throw error("`\(name)` is a reserved word and cannot be used as a name", at: next.span)
        }
        take()
        return name
    }

    /// Reads a path `A::B::C`; stops before a `::` that a string follows.
    mutating func path(_ purpose: String) throws(CedarError) -> Text {
        var result = try name(purpose).string
        while at(.doubleColon), second.kind == .identifier {
            take()
            result += "::" + (try name("a name after `::`")).string
        }
        return Text(result)
    }

    /// Reads an entity: a path, `::` and a string.
    mutating func entity() throws(CedarError) -> EntityUID {
        let type = try path("an entity such as `User::\"alice\"`")
        try expect(.doubleColon, "and the entity's id after the type `\(type)`")
        guard next.kind == .string else { throw unexpected("the entity's id in quotes after `\(type)::`") }
        return EntityUID(type: type, id: try string(take()))
    }
}
