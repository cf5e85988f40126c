extension JSON {
    /// The canonical form of RFC 8785: members sorted by the UTF-16 code units of their keys, numbers as ECMAScript
    /// writes them, no white space.
    ///
    /// RFC 8785 knows only doubles. A number with fraction or exponent is rounded to the nearest; an integer that this
    /// would change (2^53 + 1) throws `integerNotExact` instead, since a record must not say another amount than was
    /// meant. Canonical text is its own canonical form.
    package func canonical() throws(JSONError) -> [UInt8] {
        var serializer = JSONSerializer()
        try writeCanonical(to: &serializer)
        return serializer.bytes
    }

    private func writeCanonical(to serializer: inout JSONSerializer) throws(JSONError) {
        switch self {
        case .null, .bool, .string: serializer.write(self)
        case .number(let number): serializer.write(try number.canonicalText())
        case .array(let elements):
            serializer.write(UInt8(ascii: "["))
            for (place, element) in elements.enumerated() {
                if place > 0 { serializer.write(UInt8(ascii: ",")) }
                try element.writeCanonical(to: &serializer)
            }
            serializer.write(UInt8(ascii: "]"))
        case .object(let object):
            serializer.write(UInt8(ascii: "{"))
            let sorted = object.members.sorted { Self.precedes($0.key, $1.key) }
            for (place, member) in sorted.enumerated() {
                if place > 0 { serializer.write(UInt8(ascii: ",")) }
                serializer.writeString(member.key)
                serializer.write(UInt8(ascii: ":"))
                try member.value.writeCanonical(to: &serializer)
            }
            serializer.write(UInt8(ascii: "}"))
        }
    }

    /// The order of UTF-16 code units, found in UTF-8: both orders agree but for scalars beyond U+FFFF (whose surrogates
    /// come before U+E000), and those differ from U+E000 to U+FFFF in their first byte.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8) { left, right in
            if left >= 0xF0, right == 0xEE || right == 0xEF { return true }
            if right >= 0xF0, left == 0xEE || left == 0xEF { return false }
            return left < right
        }
    }
}

extension JSONNumber {
    /// Integers up to here are doubles.
    private static let largestSafeInteger: Int64 = 1 << 53

    /// The number as RFC 8785 section 3.2.2.3 writes it.
    fileprivate func canonicalText() throws(JSONError) -> String {
        if let integer = exactInteger, integer.magnitude <= Self.largestSafeInteger.magnitude { return String(integer) }
        guard let text = ECMAScriptNumber.text(of: double) else { throw .numberNotFinite }
        let isExact = !isWrittenAsInteger || text.hasSameBytes(as: self.text) || text.hasSameBytes(as: "0")
        guard isExact else { throw .integerNotExact }
        return text
    }
}
