extension PolicySet {
    /// The set in the human-readable syntax, one policy after the other. Comments are not kept.
    package var text: String { (policies + templates).map(\.text).joined(separator: "\n\n") + "\n" }
}

extension Policy {
    /// The policy in the human-readable syntax, laid out the one way.
    package var text: String {
        let head = annotations.map { "@\($0.name)(\(quoted($0.value)))\n" }.joined()
        let parts = [
            "principal\(principal.text(.principal))", "action\(action.text)", "resource\(resource.text(.resource))",
        ]
        let line = "\(effect.rawValue) (\(parts.joined(separator: ", ")))"
        let scope = line.utf8.count <= 100 ? line : "\(effect.rawValue) (\n    \(parts.joined(separator: ",\n    "))\n)"
        let clauses = conditions.map { "\n\($0.kind.rawValue) { \(ExpressionFormatter.text($0.body)) }" }
        return "\(head)\(scope)\(clauses.joined());"
    }
}

extension ScopeConstraint {
    fileprivate func text(_ slot: Slot) -> String {
        func text(_ target: Target) -> String {
            switch target {
            case .entity(let uid): uid.description
            case .slot: slot.rawValue
            }
        }
        return switch self {
        case .any: ""
        case .equal(let target): " == \(text(target))"
        case .isIn(let target): " in \(text(target))"
        case .isType(let type): " is \(type)"
        case .isTypeIn(let type, let target): " is \(type) in \(text(target))"
        }
    }
}

extension ActionConstraint {
    fileprivate var text: String {
        switch self {
        case .any: ""
        case .equal(let uid): " == \(uid)"
        case .isIn(let uid): " in \(uid)"
        case .isInAny(let uids): " in [\(uids.map(\.description).joined(separator: ", "))]"
        }
    }
}

/// Writes expressions with the fewest parentheses that read back as the same tree.
enum ExpressionFormatter {
    /// How tightly an expression binds, loosest first.
    private enum Level: Int { case conditional, or, and, relation, sum, product, unary, member }

    static func text(_ expression: Expression) -> String { text(expression, .conditional) }

    /// The text of `expression` where at least `level` is needed.
    private static func text(_ expression: Expression, _ level: Level) -> String {
        let (text, own) = plain(expression)
        return own.rawValue < level.rawValue ? "(\(text))" : text
    }

    private static func plain(_ expression: Expression) -> (String, Level) {
        switch expression.kind {
        case .literal(let value): literal(value)
        case .variable(let variable): (variable.rawValue, .member)
        case .slot(let slot): (slot.rawValue, .member)
        case .unary(.not, let operand): ("!\(text(operand, .member))", .unary)
        case .unary(.negate, let operand): negation(operand)
        case .unary(.isEmpty, let operand): ("\(text(operand, .member)).isEmpty()", .member)
        case .binary(let operation, let left, let right): binary(operation, left, right)
        case .ifThenElse(let test, let yes, let no):
            ("if \(text(test)) then \(text(yes)) else \(text(no))", .conditional)
        case .attribute(let base, let name):
            (text(base, .member) + (isIdentifier(name) ? ".\(name)" : "[\(quoted(name))]"), .member)
        case .has(let base, let name):
            ("\(text(base, .sum)) has \(isIdentifier(name) ? name.string : quoted(name))", .relation)
        case .like(let operand, let pattern): ("\(text(operand, .sum)) like \(pattern.text)", .relation)
        case .isType(let operand, let type, let ancestor):
            ("\(text(operand, .sum)) is \(type)" + (ancestor.map { " in \(text($0, .sum))" } ?? ""), .relation)
        case .set(let elements): ("[\(list(elements))]", .member)
        case .record(let fields): (record(fields), .member)
        case .call(let function, let arguments): call(function, arguments)
        }
    }

    private static func list(_ expressions: some Sequence<Expression>) -> String {
        expressions.map { text($0) }.joined(separator: ", ")
    }

    private static func record(_ fields: [(name: Text, value: Expression)]) -> String {
        "{"
            + fields.map { "\(isIdentifier($0.name) ? $0.name.string : quoted($0.name)): \(text($0.value))" }
            .joined(separator: ", ") + "}"
    }

    /// `-` before a number belongs to the number, so a negated number needs parentheses.
    private static func negation(_ operand: Expression) -> (String, Level) {
        if case .literal(.long) = operand.kind { return ("-(\(text(operand)))", .unary) }
        return ("-\(text(operand, .member))", .unary)
    }

    private static func literal(_ value: CedarValue) -> (String, Level) {
        switch value {
        case .bool(let value): (value ? "true" : "false", .member)
        case .long(let value): ("\(value)", value < 0 ? .unary : .member)
        case .string(let value): (quoted(value), .member)
        case .entity(let uid): (uid.description, .member)
        case .decimal(let value): ("decimal(\"\(value.spelling)\")", .member)
        case .ip(let value): ("ip(\"\(value.spelling)\")", .member)
        case .duration(let value): ("duration(\"\(value.milliseconds)ms\")", .member)
        case .datetime(let value):
            ("datetime(\"1970-01-01\").offset(duration(\"\(value.milliseconds)ms\"))", .member)
        case .set(let set): ("[\(set.elements.map { literal($0).0 }.joined(separator: ", "))]", .member)
        case .record(let record):
            (self.record(record.fields.map { ($0.name.text, Expression(.literal($0.value), .none)) }), .member)
        }
    }

    private static func binary(_ operation: BinaryOperator, _ left: Expression, _ right: Expression) -> (String, Level)
    {
        func infix(_ level: Level, _ first: Level, _ second: Level) -> (String, Level) {
            ("\(text(left, first)) \(operation.rawValue) \(text(right, second))", level)
        }
        return switch operation {
        case .or: infix(.or, .or, .and)
        case .and: infix(.and, .and, .relation)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn: infix(.relation, .sum, .sum)
        case .add, .subtract: infix(.sum, .sum, .product)
        case .multiply: infix(.product, .product, .unary)
        case .contains, .containsAll, .containsAny, .getTag, .hasTag:
            ("\(text(left, .member)).\(operation.rawValue)(\(text(right)))", .member)
        }
    }

    private static func call(_ function: ExtensionFunction, _ arguments: [Expression]) -> (String, Level) {
        guard !function.isConstructor, let first = arguments.first else {
            return ("\(function.rawValue)(\(list(arguments)))", .member)
        }
        return ("\(text(first, .member)).\(function.rawValue)(\(list(arguments.dropFirst())))", .member)
    }
}

extension Pattern {
    /// The pattern as a literal: stars escaped, wildcards bare.
    fileprivate var text: String {
        let parts = elements.split(omittingEmptySubsequences: false, whereSeparator: { $0 == nil })
        let literals = parts.map { part in
            String(decoding: part.compactMap(\.self), as: UTF8.self).unicodeScalars.split(
                separator: "*", omittingEmptySubsequences: false
            ).map { escaped(Text(String($0))) }.joined(separator: "\\*")
        }
        return "\"\(literals.joined(separator: "*"))\""
    }
}
