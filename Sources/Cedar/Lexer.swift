/// Cuts a text into tokens. Spaces and `//` comments separate; everything else must be a token.
struct Lexer {
    private let source: SourceText
    private var offset = 0

    private init(_ source: SourceText) { self.source = source }

    /// The tokens of `source`, the last being `end`.
    static func tokens(of source: SourceText, limits: CedarLimits) throws(CedarError) -> [Token] {
        guard source.bytes.count <= limits.bytes else {
            throw CedarError(.limit, "the text is larger than \(limits.bytes) bytes", at: nil)
        }
        var lexer = Lexer(source)
        var tokens: [Token] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private func byte(_ ahead: Int = 0) -> UInt8? {
        offset + ahead < source.bytes.count ? source.bytes[offset + ahead] : nil
    }

    private mutating func next() throws(CedarError) -> Token {
        skipSpaces()
        let start = offset
        guard let first = byte() else { return Token(kind: .end, span: SourceSpan(start, start)) }
        if isNameStart(first) {
            skip { isNameStart($0) || isDigit($0) }
            return Token(kind: .identifier, span: SourceSpan(start, offset))
        }
        if isDigit(first) {
            skip(while: isDigit)
            return Token(kind: .integer, span: SourceSpan(start, offset))
        }
        if first == 0x22 { return try string() }
        if let slot = slot() { return slot }
        return try symbol(first)
    }

    private mutating func skip(while test: (UInt8) -> Bool) {
        while let next = byte(), test(next) { offset += 1 }
    }

    private mutating func skipSpaces() {
        while let next = byte() {
            if next == 0x20 || (0x09...0x0D).contains(next) {
                offset += 1
            } else if next == 0x2F, byte(1) == 0x2F {
                skip { $0 != 0x0A && $0 != 0x0D }
            } else {
                let width = wideSpace()
                if width == 0 { return }
                offset += width
            }
        }
    }

    /// The length in bytes of a space outside ASCII at the current place, or 0.
    private func wideSpace() -> Int {
        guard let first = byte(), first >= 0xC2, let second = byte(1) else { return 0 }
        if first == 0xC2 { return second == 0x85 || second == 0xA0 ? 2 : 0 }
        guard let third = byte(2) else { return 0 }
        switch (first, second, third) {
        case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF),
            (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
            return 3
        default: return 0
        }
    }

    private mutating func string() throws(CedarError) -> Token {
        let start = offset
        offset += 1
        while let next = byte(), next != 0x22 { offset += next == 0x5C ? 2 : 1 }
        guard byte() == 0x22 else {
            throw CedarError(.syntax, "this string has no closing quote", at: source.position(start))
        }
        offset += 1
        return Token(kind: .string, span: SourceSpan(start, offset))
    }

    private mutating func slot() -> Token? {
        for name in ["?principal", "?resource"] {
            let end = offset + name.utf8.count
            guard end <= source.bytes.count, source.bytes[offset..<end].elementsEqual(name.utf8) else { continue }
            if end < source.bytes.count, isNameStart(source.bytes[end]) || isDigit(source.bytes[end]) { continue }
            defer { offset = end }
            return Token(kind: .slot, span: SourceSpan(offset, end))
        }
        return nil
    }

    private mutating func symbol(_ first: UInt8) throws(CedarError) -> Token {
        for (symbol, spelling) in Symbol.spellings where spelling[0] == first {
            let end = offset + spelling.count
            guard spelling.count == 1 || byte(1) == spelling[1] else { continue }
            defer { offset = end }
            return Token(kind: .symbol(symbol), span: SourceSpan(offset, end))
        }
        throw CedarError(.syntax, "this character has no meaning outside a string", at: source.position(offset))
    }
}
