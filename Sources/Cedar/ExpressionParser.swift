/// Reads expressions by recursive descent, one function per level of precedence.
enum ExpressionParser {
    /// Reads one expression.
    static func expression(_ reader: inout TokenReader) throws(CedarError) -> Expression {
        try reader.enter()
        defer { reader.leave() }
        if reader.at(word: "if") { return try conditional(&reader) }
        return try disjunction(&reader)
    }

    private static func conditional(_ reader: inout TokenReader) throws(CedarError) -> Expression {
        let start = reader.take().span
        let test = try expression(&reader)
        guard reader.skip(word: "then") else { throw reader.unexpected("`then` after the condition") }
        let yes = try expression(&reader)
        guard reader.skip(word: "else") else { throw reader.unexpected("`else`: every `if` needs both ways") }
        let no = try expression(&reader)
        return try node(.ifThenElse(test, yes, no), start.through(no.span), reader)
    }

    private static func disjunction(_ reader: inout TokenReader) throws(CedarError) -> Expression {
        var left = try conjunction(&reader)
        while reader.skip(.or) { left = try binary(.or, left, try conjunction(&reader), reader) }
        return left
    }

    private static func conjunction(_ reader: inout TokenReader) throws(CedarError) -> Expression {
        var left = try relation(&reader)
        while reader.skip(.and) { left = try binary(.and, left, try relation(&reader), reader) }
        return left
    }

    private static let comparisons: [(Symbol, BinaryOperator)] = [
        (.equal, .equal), (.notEqual, .notEqual), (.less, .less), (.lessOrEqual, .lessOrEqual), (.greater, .greater),
        (.greaterOrEqual, .greaterOrEqual),
    ]

    private static func relation(_ reader: inout TokenReader) throws(CedarError) -> Expression {
        let left = try sum(&reader)
        var result = left
        if let (_, operation) = comparisons.first(where: { reader.at($0.0) }) {
            reader.take()
            result = try binary(operation, left, try sum(&reader), reader)
        } else if reader.skip(word: "in") {
            result = try binary(.isIn, left, try sum(&reader), reader)
        } else if reader.skip(word: "has") {
            result = try has(left, &reader)
        } else if reader.skip(word: "like") {
            guard reader.next.kind == .string else { throw reader.unexpected("a pattern in quotes after `like`") }
            let token = reader.take()
            let pattern = Pattern(elements: try reader.literal(token, pattern: true))
            result = try node(.like(left, pattern), left.span.through(token.span), reader)
        } else if reader.skip(word: "is") {
            let type = try reader.path("an entity type after `is`")
            let ancestor = reader.skip(word: "in") ? try sum(&reader) : nil
            let span = SourceSpan(left.span.start, reader.lastEnd)
            result = try node(.isType(left, type, in: ancestor), span, reader)
        }
        if result !== left { try refuseChain(reader) }
        return result
    }

    /// Comparisons do not chain: `1 < x < 3` is refused with advice.
    private static func refuseChain(_ reader: TokenReader) throws(CedarError) {
        let isWord = ["in", "has", "like", "is"].contains { reader.at(word: Text($0)) }
        guard isWord || comparisons.contains(where: { reader.at($0.0) }) else { return }
        throw reader.error("comparisons do not chain; use `&&` or parentheses", at: reader.next.span)
    }

    /// Reads what follows `has`: a name, a string, or a path `a.b.c`, which means `x has a && x.a has b && …`.
    private static func has(_ left: Expression, _ reader: inout TokenReader) throws(CedarError) -> Expression {
        if reader.next.kind == .string {
            let token = reader.take()
            return try node(.has(left, try reader.string(token)), left.span.through(token.span), reader)
        }
        var base = left
        var name = try reader.name("an attribute's name after `has`")
        func span() -> SourceSpan { SourceSpan(left.span.start, reader.lastEnd) }
        var result = try node(.has(base, name), span(), reader)
        while reader.skip(.dot) {
            base = try node(.attribute(base, name), span(), reader)
            name = try reader.name("an attribute's name after `.`")
            result = try binary(.and, result, try node(.has(base, name), span(), reader), reader)
        }
        return result
    }

    private static func sum(_ reader: inout TokenReader) throws(CedarError) -> Expression {
        var left = try product(&reader)
        while true {
            if reader.skip(.plus) {
                left = try binary(.add, left, try product(&reader), reader)
            } else if reader.skip(.minus) {
                left = try binary(.subtract, left, try product(&reader), reader)
            } else {
                return left
            }
        }
    }

    private static func product(_ reader: inout TokenReader) throws(CedarError) -> Expression {
        var left = try unary(&reader)
        while reader.skip(.times) { left = try binary(.multiply, left, try unary(&reader), reader) }
        if reader.at(.divide) || reader.at(.remainder) {
            throw reader.error("Cedar has no division and no remainder", at: reader.next.span)
        }
        return left
    }

    /// Up to four `!` or four `-`. A `-` directly before a number belongs to the number.
    private static func unary(_ reader: inout TokenReader) throws(CedarError) -> Expression {
        let symbol: Symbol = reader.at(.not) ? .not : .minus
        let start = reader.next.span
        var count = 0
        while reader.skip(symbol) { count += 1 }
        guard count <= 4 else { throw reader.error("more than four `\(symbol.rawValue)` in a row", at: start) }
        var operand: Expression
        if symbol == .minus, count > 0, reader.next.kind == .integer {
            operand = try member(try integer(&reader, negative: true), &reader)
            count -= 1
        } else {
            operand = try member(try PrimaryParser.primary(&reader), &reader)
        }
        for _ in 0..<count {
            operand = try node(.unary(symbol == .not ? .not : .negate, operand), start.through(operand.span), reader)
        }
        return operand
    }

    /// Reads a number; with `negative`, the number after a minus sign.
    static func integer(_ reader: inout TokenReader, negative: Bool) throws(CedarError) -> Expression {
        let token = reader.take()
        guard let number = decimalNumber(reader.text(token).string.utf8, negative: negative) else {
            throw reader.error("this number does not fit in 64 bits", at: token.span)
        }
        return Expression(.literal(.long(number)), token.span)
    }

    /// Reads the accesses after a value: `.name`, `.method(…)`, `["name"]`.
    private static func member(_ first: Expression, _ reader: inout TokenReader) throws(CedarError) -> Expression {
        var value = first
        while true {
            if reader.skip(.leftBracket) {
                guard reader.next.kind == .string else {
                    throw reader.unexpected("an attribute's name in quotes after `[`")
                }
                let name = try reader.string(reader.take())
                try reader.expect(.rightBracket, "after the attribute's name")
                value = try node(.attribute(value, name), SourceSpan(value.span.start, reader.lastEnd), reader)
            } else if reader.skip(.dot) {
                let nameSpan = reader.next.span
                let name = try reader.name("the name of an attribute or method after `.`")
                if reader.skip(.leftParenthesis) {
                    let arguments = try PrimaryParser.list(&reader, until: .rightParenthesis)
                    let span = SourceSpan(value.span.start, reader.lastEnd)
                    let call = try MethodTable.call(name, on: value, arguments) { (message) in
                        reader.error(message, at: nameSpan)
                    }
                    value = try node(call, span, reader)
                } else {
                    value = try node(.attribute(value, name), SourceSpan(value.span.start, reader.lastEnd), reader)
                }
            } else {
                return value
            }
        }
    }

    /// The node, unless the tree has become too high.
    static func node(_ kind: Expression.Kind, _ span: SourceSpan, _ reader: TokenReader) throws(CedarError)
        -> Expression
    {
        let expression = Expression(kind, span)
        guard expression.depth <= reader.limits.treeHeight else {
            throw reader.error("this expression has more than \(reader.limits.treeHeight) levels", at: span, .limit)
        }
        return expression
    }

    private static func binary(
        _ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ reader: TokenReader
    ) throws(CedarError) -> Expression {
        try node(.binary(operation, left, right), left.span.through(right.span), reader)
    }
}
