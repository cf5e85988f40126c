/// Finds expressions whose value does not depend on a request.
enum Constant {
    /// The value of `expression` when it consists of literals and cannot fail; otherwise nothing.
    static func value(of expression: Expression) -> CedarValue? {
        switch expression.kind {
        case .literal(let value): value
        case .set(let elements): values(of: elements).map { .set(CedarSet($0)) }
        case .record(let fields):
            values(of: fields.map(\.value)).map { .record(CedarRecord(Array(zip(fields.map(\.name), $0)))) }
        case .call(let function, let arguments) where function.isConstructor && arguments.count == 1:
            if case .string(let text) = value(of: arguments[0]) { function.construct(text) } else { nil }
        default: nil
        }
    }

    private static func values(of expressions: [Expression]) -> [CedarValue]? {
        var values: [CedarValue] = []
        for expression in expressions {
            guard let value = value(of: expression) else { return nil }
            values.append(value)
        }
        return values
    }
}

extension ExtensionFunction {
    /// The value that this constructor makes of `text`; nothing when it cannot read it or is no constructor.
    func construct(_ text: Text) -> CedarValue? {
        switch self {
        case .ip: CedarIPAddress(text).map(CedarValue.ip)
        case .decimal: CedarDecimal(text).map(CedarValue.decimal)
        case .datetime: CedarDatetime(text).map(CedarValue.datetime)
        case .duration: CedarDuration(text).map(CedarValue.duration)
        default: nil
        }
    }
}
