/// Why an escape sequence is refused.
struct EscapeError: Error {
    /// Where it begins within the literal's inside, in bytes.
    let offset: Int
}

/// The bytes that the inside of a string literal spells. `nil` elements are the wildcards of a `like` pattern, in
/// which an unescaped `*` is a wildcard and `\*` a star; elsewhere `*` is itself and `\*` is refused.
func unescaped(_ inside: some Collection<UInt8>, pattern: Bool) throws(EscapeError) -> [UInt8?] {
    var result: [UInt8?] = []
    result.reserveCapacity(inside.count)
    let bytes = Array(inside)
    var offset = 0
    while offset < bytes.count {
        let byte = bytes[offset]
        if byte != 0x5C {
            result.append(pattern && byte == 0x2A ? nil : byte)
            offset += 1
            continue
        }
        guard let (scalar, length) = escape(bytes[offset...], pattern: pattern) else {
            throw EscapeError(offset: offset)
        }
        result += Array(String(Character(scalar)).utf8)
        offset += length
    }
    return result
}

/// The character that an escape sequence spells and the sequence's length.
private func escape(_ bytes: ArraySlice<UInt8>, pattern: Bool) -> (Unicode.Scalar, Int)? {
    let bytes = Array(bytes.prefix(12))
    guard bytes.count >= 2 else { return nil }
    switch bytes[1] {
    case 0x6E: return ("\n", 2)
    case 0x72: return ("\r", 2)
    case 0x74: return ("\t", 2)
    case 0x30: return ("\0", 2)
    case 0x5C: return ("\\", 2)
    case 0x22: return ("\"", 2)
    case 0x27: return ("'", 2)
    case 0x2A: return pattern ? ("*", 2) : nil
    case 0x78:
        guard bytes.count >= 4, let value = hexadecimalNumber(bytes[2..<4]), value < 0x80 else { return nil }
        return Unicode.Scalar(value).map { ($0, 4) }
    case 0x75:
        guard bytes.count >= 4, bytes[2] == 0x7B, let close = bytes.firstIndex(of: 0x7D), (4...9).contains(close),
            let value = hexadecimalNumber(bytes[3..<close])
        else { return nil }
        return Unicode.Scalar(value).map { ($0, close + 1) }
    default: return nil
    }
}

/// The number that one to eight hexadecimal ASCII digits spell; nothing for other bytes.
func hexadecimalNumber(_ digits: some Collection<UInt8>) -> UInt32? {
    guard (1...8).contains(digits.count) else { return nil }
    var result: UInt32 = 0
    for byte in digits {
        switch byte {
        case 0x30...0x39: result = result << 4 | UInt32(byte - 0x30)
        case 0x41...0x46: result = result << 4 | UInt32(byte - 0x37)
        case 0x61...0x66: result = result << 4 | UInt32(byte - 0x57)
        default: return nil
        }
    }
    return result
}
