extension JSONParser {
    /// Up to this many digits without fraction or exponent, a number is certainly finite.
    private static let certainlyFiniteBytes = 300

    /// The number that begins at the current byte.
    mutating func number() throws(JSONError) -> JSONNumber {
        let start = index
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        let integer = try integerDigits()
        let isInteger = try !fraction()
        let hasExponent = try exponent()
        let length = index - start
        guard length <= limits.maximumNumberBytes else {
            throw .numberTooLong(limit: limits.maximumNumberBytes, offset: start)
        }
        if isInteger, !hasExponent, let integer, !(isNegative && integer == 0) {
            return JSONNumber(isNegative ? -integer : integer)
        }
        let number = JSONNumber(wellFormed: String(decoding: bytes[start..<index], as: UTF8.self))
        if hasExponent || length > Self.certainlyFiniteBytes, !number.double.isFinite {
            throw .numberOutOfRange(offset: start)
        }
        return number
    }

    /// Passes the digits before point and exponent; their value, if it is below 2^63.
    private mutating func integerDigits() throws(JSONError) -> Int64? {
        let start = index
        var value: Int64 = 0
        var overflows = false
        while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit <= 9 {
            let (tens, tooBig) = value.multipliedReportingOverflow(by: 10)
            let (sum, tooBigWithDigit) = tens.addingReportingOverflow(Int64(digit))
            overflows = overflows || tooBig || tooBigWithDigit
            value = sum
            index += 1
        }
        guard index > start else {
            throw index < bytes.count ? .unexpectedByte(offset: index) : .unexpectedEnd(offset: index)
        }
        guard bytes[start] != UInt8(ascii: "0") || index == start + 1 else { throw .unexpectedByte(offset: start + 1) }
        return overflows ? nil : value
    }

    /// Passes a fraction if there is one.
    private mutating func fraction() throws(JSONError) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: ".") else { return false }
        index += 1
        try someDigits()
        return true
    }

    /// Passes an exponent if there is one.
    private mutating func exponent() throws(JSONError) -> Bool {
        guard index < bytes.count, bytes[index] | 0x20 == UInt8(ascii: "e") else { return false }
        index += 1
        if index < bytes.count, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
        try someDigits()
        return true
    }

    private mutating func someDigits() throws(JSONError) {
        let start = index
        while index < bytes.count, bytes[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
        guard index > start else {
            throw index < bytes.count ? .unexpectedByte(offset: index) : .unexpectedEnd(offset: index)
        }
    }
}
