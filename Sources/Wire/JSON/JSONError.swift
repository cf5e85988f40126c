/// Why bytes are no JSON that we take, or a value has no canonical form. Offsets count bytes from the start of the text.
package enum JSONError: Error, Equatable, Sendable {
    /// The text is longer than `JSONLimits.maximumBytes`.
    case tooLarge(limit: Int)
    /// More arrays and objects are open at once than `JSONLimits.maximumDepth`.
    case tooDeep(limit: Int, offset: Int)
    /// There are more values than `JSONLimits.maximumValues`.
    case tooManyValues(limit: Int, offset: Int)
    /// A string is longer than `JSONLimits.maximumStringBytes`.
    case stringTooLong(limit: Int, offset: Int)
    /// A number is longer than `JSONLimits.maximumNumberBytes`.
    case numberTooLong(limit: Int, offset: Int)
    /// A number is larger than any finite double.
    case numberOutOfRange(offset: Int)
    /// The text ends in the middle of a value.
    case unexpectedEnd(offset: Int)
    /// A byte stands where the grammar allows none such.
    case unexpectedByte(offset: Int)
    /// Something other than white space follows the value.
    case trailingBytes(offset: Int)
    /// An object has the same key twice.
    case duplicateKey(offset: Int)
    /// A string is not UTF-8.
    case invalidUTF8(offset: Int)
    /// A backslash is followed by nothing that RFC 8259 names.
    case invalidEscape(offset: Int)
    /// An escaped surrogate has no partner.
    case loneSurrogate(offset: Int)
    /// A control character stands unescaped in a string.
    case controlCharacter(offset: Int)
    /// RFC 8785 cannot write infinity or not-a-number.
    case numberNotFinite
    /// An integer would change its value in RFC 8785 form, which has only doubles.
    case integerNotExact
}

extension JSONError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLarge(let limit): "the text is longer than \(limit) bytes"
        case .tooDeep(let limit, let offset): "more than \(limit) arrays and objects are open at byte \(offset)"
        case .tooManyValues(let limit, let offset): "more than \(limit) values at byte \(offset)"
        case .stringTooLong(let limit, let offset): "a string is longer than \(limit) bytes at byte \(offset)"
        case .numberTooLong(let limit, let offset): "a number is longer than \(limit) bytes at byte \(offset)"
        case .numberOutOfRange(let offset): "a number is out of range at byte \(offset)"
        case .unexpectedEnd(let offset): "the text ends in the middle of a value at byte \(offset)"
        case .unexpectedByte(let offset): "an unexpected byte at byte \(offset)"
        case .trailingBytes(let offset): "something follows the value at byte \(offset)"
        case .duplicateKey(let offset): "an object has a key twice at byte \(offset)"
        case .invalidUTF8(let offset): "a string is not UTF-8 at byte \(offset)"
        case .invalidEscape(let offset): "an unknown escape at byte \(offset)"
        case .loneSurrogate(let offset): "a surrogate without its partner at byte \(offset)"
        case .controlCharacter(let offset): "an unescaped control character at byte \(offset)"
        case .numberNotFinite: "a number is not finite"
        case .integerNotExact: "an integer is too large to be exact in canonical form"
        }
    }
}
