/// One pass over the bytes of a JSON text: recursive descent after RFC 8259, bounded by its limits. Strings without
/// escapes and integers below 2^63 are taken without an intermediate buffer.
struct JSONParser {
    let bytes: [UInt8]
    let limits: JSONLimits
    var index = 0
    private var values = 0

    init(_ bytes: [UInt8], _ limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The one value of the text.
    mutating func document() throws(JSONError) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard index == bytes.count else { throw .trailingBytes(offset: index) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        values += 1
        guard values <= limits.maximumValues else { throw .tooManyValues(limit: limits.maximumValues, offset: index) }
        switch try nextToken() {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object(depth: try deeper(depth))
        case UInt8(ascii: "["): return try array(depth: try deeper(depth))
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw .unexpectedByte(offset: index)
        }
    }

    private func deeper(_ depth: Int) throws(JSONError) -> Int {
        guard depth < limits.maximumDepth else { throw .tooDeep(limit: limits.maximumDepth, offset: index) }
        return depth + 1
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSON {
        index += 1
        var object = JSONObject()
        if try nextToken() == UInt8(ascii: "}") {
            index += 1
            return .object(object)
        }
        while true {
            guard try nextToken() == UInt8(ascii: "\"") else { throw .unexpectedByte(offset: index) }
            let start = index
            let key = try string()
            guard try nextToken() == UInt8(ascii: ":") else { throw .unexpectedByte(offset: index) }
            index += 1
            let value = try value(depth: depth)
            guard object.insert(key, value) else { throw .duplicateKey(offset: start) }
            if try closes(with: UInt8(ascii: "}")) { return .object(object) }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSON {
        index += 1
        var elements: [JSON] = []
        if try nextToken() == UInt8(ascii: "]") {
            index += 1
            return .array(elements)
        }
        while true {
            elements.append(try value(depth: depth))
            if try closes(with: UInt8(ascii: "]")) { return .array(elements) }
        }
    }

    /// Passes a comma (false) or the closing bracket (true).
    private mutating func closes(with bracket: UInt8) throws(JSONError) -> Bool {
        let byte = try nextToken()
        guard byte == bracket || byte == UInt8(ascii: ",") else { throw .unexpectedByte(offset: index) }
        index += 1
        return byte == bracket
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let expected = word.description.utf8
        for byte in expected {
            guard index < bytes.count else { throw .unexpectedEnd(offset: index) }
            guard bytes[index] == byte else { throw .unexpectedByte(offset: index) }
            index += 1
        }
        return value
    }

    /// The next byte that is not white space, not yet passed.
    private mutating func nextToken() throws(JSONError) -> UInt8 {
        skipSpace()
        guard index < bytes.count else { throw .unexpectedEnd(offset: index) }
        return bytes[index]
    }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] == 0x20 || (0x09...0x0D).contains(bytes[index]) {
            guard bytes[index] != 0x0B, bytes[index] != 0x0C else { return }
            index += 1
        }
    }
}
