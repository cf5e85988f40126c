extension JSONParser {
    /// The string whose opening quote is the current byte. The scan runs over local values, which the optimizer keeps in
    /// registers.
    mutating func string() throws(JSONError) -> String {
        let bytes = bytes
        let start = index + 1
        var end = start
        var seen: UInt8 = 0
        while end < bytes.count, bytes[end] >= 0x20, bytes[end] != UInt8(ascii: "\""), bytes[end] != UInt8(ascii: "\\")
        {
            seen |= bytes[end]
            end += 1
        }
        index = end
        guard end < bytes.count else { throw .unexpectedEnd(offset: end) }
        if bytes[end] == UInt8(ascii: "\\") { return try escapedString(from: start) }
        guard bytes[end] >= 0x20 else { throw .controlCharacter(offset: end) }
        index = end + 1
        return try text(bytes[start..<end], seen < 0x80, start)
    }

    /// The rest of a string that has an escape at the current byte.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var decoded = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                let text = try text(decoded[...], false, start)
                index += 1
                return text
            case UInt8(ascii: "\\"): try escape(into: &decoded)
            case 0..<0x20: throw .controlCharacter(offset: index)
            default:
                decoded.append(byte)
                index += 1
            }
        }
        throw .unexpectedEnd(offset: index)
    }

    private func text(_ slice: ArraySlice<UInt8>, _ isASCII: Bool, _ start: Int) throws(JSONError) -> String {
        guard slice.count <= limits.maximumStringBytes else {
            throw .stringTooLong(limit: limits.maximumStringBytes, offset: start)
        }
        if isASCII { return String(decoding: slice, as: UTF8.self) }
        guard let text = String(validating: slice, as: UTF8.self) else { throw .invalidUTF8(offset: start) }
        return text
    }

    private mutating func escape(into decoded: inout [UInt8]) throws(JSONError) {
        guard index + 1 < bytes.count else { throw .unexpectedEnd(offset: index) }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""): decoded.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): decoded.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): decoded.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): decoded.append(0x08)
        case UInt8(ascii: "f"): decoded.append(0x0C)
        case UInt8(ascii: "n"): decoded.append(0x0A)
        case UInt8(ascii: "r"): decoded.append(0x0D)
        case UInt8(ascii: "t"): decoded.append(0x09)
        case UInt8(ascii: "u"): return try unicodeEscape(into: &decoded)
        default: throw .invalidEscape(offset: index)
        }
        index += 2
    }

    private mutating func unicodeEscape(into decoded: inout [UInt8]) throws(JSONError) {
        let start = index
        let unit = try codeUnit()
        var value = UInt32(unit)
        if (0xD800...0xDFFF).contains(unit) {
            guard unit < 0xDC00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
                bytes[index + 1] == UInt8(ascii: "u")
            else { throw .loneSurrogate(offset: start) }
            let low = try codeUnit()
            guard (0xDC00...0xDFFF).contains(low) else { throw .loneSurrogate(offset: start) }
            value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw .loneSurrogate(offset: start) }
        decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// Passes `\uXXXX`; the current byte is the backslash.
    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        guard index + 6 <= bytes.count else { throw .unexpectedEnd(offset: index) }
        var unit: UInt16 = 0
        for byte in bytes[index + 2..<index + 6] {
            guard let digit = Hex.value(of: byte) else { throw .invalidEscape(offset: index) }
            unit = unit << 4 | UInt16(digit)
        }
        index += 6
        return unit
    }
}
