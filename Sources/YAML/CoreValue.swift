/// What a scalar means by the core schema of YAML 1.2.2 (section 10.3.2): plain `yes`, `on` and `0777` are no booleans
/// and no octal numbers, as they were in 1.1.
enum CoreValue: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A decimal number, in the form of JSON, that is no integer or too large for one.
    case number(String)
    /// `.inf`, `-.inf` or `.nan`, which JSON cannot say.
    case notFinite
    case text(String)

    init(_ text: String, isPlain: Bool) {
        self = isPlain ? Self.plain(text) : .text(text)
    }

    var typeName: String {
        switch self {
        case .null: "nothing"
        case .bool: "a boolean"
        case .integer: "an integer"
        case .number, .notFinite: "a number"
        case .text: "text"
        }
    }

    private static func plain(_ text: String) -> CoreValue {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF":
            .notFinite
        default: number(Array(text.utf8)) ?? .text(text)
        }
    }

    private static func number(_ text: [UInt8]) -> CoreValue? {
        if text.starts(with: "0x".utf8) { return integer(text.dropFirst(2), radix: 16) }
        if text.starts(with: "0o".utf8) { return integer(text.dropFirst(2), radix: 8) }
        return decimal(text)
    }

    private static func integer(_ digits: ArraySlice<UInt8>, radix: Int) -> CoreValue? {
        guard digits.first.map({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) == true else { return nil }
        return Int64(String(decoding: digits, as: UTF8.self), radix: radix).map { .integer($0) }
    }

    /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
    private static func decimal(_ text: [UInt8]) -> CoreValue? {
        var rest = text[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = takeDigits(&rest)
        var fraction: ArraySlice<UInt8>?
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = takeDigits(&rest)
        }
        guard !whole.isEmpty || fraction?.isEmpty == false else { return nil }
        guard let exponent = takeExponent(&rest), rest.isEmpty else { return nil }
        let sign = isNegative ? "-" : ""
        let integer = String(decoding: whole.drop { $0 == UInt8(ascii: "0") }, as: UTF8.self)
        if fraction == nil, exponent.isEmpty, let value = Int64(sign + (integer.isEmpty ? "0" : integer)) {
            return .integer(value)
        }
        let digits = fraction.map { String(decoding: $0, as: UTF8.self) } ?? ""
        return .number(sign + (integer.isEmpty ? "0" : integer) + (digits.isEmpty ? "" : "." + digits) + exponent)
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        return digits
    }

    /// The exponent with its `e`, or empty text; nil when an `e` has no digits.
    private static func takeExponent(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "e") else { return "" }
        rest.removeFirst()
        var sign = ""
        if let first = rest.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
            sign = first == UInt8(ascii: "-") ? "-" : ""
            rest.removeFirst()
        }
        let digits = takeDigits(&rest)
        return digits.isEmpty ? nil : "e" + sign + String(decoding: digits, as: UTF8.self)
    }
}

extension YAMLNode {
    /// What a scalar means; a list or map means nothing here.
    var value: CoreValue {
        if case .scalar(let text, let isPlain) = content { CoreValue(text, isPlain: isPlain) } else { .null }
    }
}
