/// Reads what stands between operators: literals, variables, entities, calls, sets, records and parentheses.
enum PrimaryParser {
    static func primary(_ reader: inout TokenReader) throws(CedarError) -> Expression {
        let token = reader.next
        switch token.kind {
        case .integer: return try ExpressionParser.integer(&reader, negative: false)
        case .string:
            reader.take()
            return Expression(.literal(.string(try reader.string(token))), token.span)
        case .slot:
            throw reader.error("a slot may stand only in the scope, not in a clause", at: token.span, .template)
        case .identifier: return try named(&reader)
        case .symbol(.leftParenthesis):
            reader.take()
            let inner = try ExpressionParser.expression(&reader)
            try reader.expect(.rightParenthesis, "to close the parenthesis")
            return inner
        case .symbol(.leftBracket):
            reader.take()
            let elements = try list(&reader, until: .rightBracket)
            return try ExpressionParser.node(.set(elements), SourceSpan(token.span.start, reader.lastEnd), reader)
        case .symbol(.leftBrace): return try record(&reader)
        case .symbol, .end: throw reader.unexpected("a value")
        }
    }

    /// Reads expressions between commas up to the closing symbol, and the symbol.
    static func list(_ reader: inout TokenReader, until close: Symbol) throws(CedarError) -> [Expression] {
        var elements: [Expression] = []
        while !reader.at(close) {
            elements.append(try ExpressionParser.expression(&reader))
            guard reader.skip(.comma) else { break }
        }
        try reader.expect(close, "at the end of the list")
        return elements
    }

    private static func record(_ reader: inout TokenReader) throws(CedarError) -> Expression {
        let start = reader.take().span
        var fields: [(name: Text, value: Expression)] = []
        var seen: Set<Text> = []
        while !reader.at(.rightBrace) {
            let token = reader.next
            let name = token.kind == .string ? try reader.string(reader.take()) : try reader.name("an attribute's name")
            guard seen.insert(name).inserted else {
                throw reader.error("this record has the attribute twice", at: token.span, .name)
            }
            try reader.expect(.colon, "between the attribute's name and its value")
            fields.append((name, try ExpressionParser.expression(&reader)))
            guard reader.skip(.comma) else { break }
        }
        try reader.expect(.rightBrace, "at the end of the record")
        return try ExpressionParser.node(.record(fields), SourceSpan(start.start, reader.lastEnd), reader)
    }

    /// Reads what begins with a word: `true`, `principal`, `User::"alice"`, `ip("…")`.
    private static func named(_ reader: inout TokenReader) throws(CedarError) -> Expression {
        let start = reader.next.span
        if reader.skip(word: "true") { return Expression(.literal(.bool(true)), start) }
        if reader.skip(word: "false") { return Expression(.literal(.bool(false)), start) }
        if reader.second.kind != .symbol(.doubleColon), reader.second.kind != .symbol(.leftParenthesis),
            let variable = Variable(rawValue: reader.text(reader.next).string)
        {
            reader.take()
            return Expression(.variable(variable), start)
        }
        let path = try reader.path("a value")
        if reader.skip(.leftParenthesis) { return try call(path, start, &reader) }
        guard reader.at(.doubleColon) else {
            throw reader.error(
                "`\(path)` is no variable; write strings in quotes and entities as `Type::\"id\"`", at: start)
        }
        reader.take()
        guard reader.next.kind == .string else {
            throw reader.unexpected("the entity's id in quotes after `\(path)::`")
        }
        let entity = EntityUID(type: path, id: try reader.string(reader.take()))
        return Expression(.literal(.entity(entity)), SourceSpan(start.start, reader.lastEnd))
    }

    private static func call(
        _ name: Text, _ start: SourceSpan, _ reader: inout TokenReader
    ) throws(CedarError) -> Expression {
        guard let function = ExtensionFunction(rawValue: name.string), function.isConstructor else {
            let advice =
                MethodTable.isMethod(name) ? "it is a method: write `value.\(name)(…)`" : MethodTable.advice(name)
            throw reader.error("there is no function `\(name)`; \(advice)", at: start)
        }
        let arguments = try list(&reader, until: .rightParenthesis)
        return try ExpressionParser.node(.call(function, arguments), SourceSpan(start.start, reader.lastEnd), reader)
    }
}
