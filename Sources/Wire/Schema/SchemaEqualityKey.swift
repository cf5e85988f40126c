/// Bytes that two JSON values share exactly when JSON Schema calls them equal: members sorted, numbers by their value.
enum SchemaEqualityKey {
    static func bytes(of value: JSON) -> [UInt8] {
        var serializer = JSONSerializer()
        write(value, to: &serializer)
        return serializer.bytes
    }

    private static func write(_ value: JSON, to serializer: inout JSONSerializer) {
        switch value {
        case .null, .bool, .string: serializer.write(value)
        case .number(let number): serializer.write(text(of: number))
        case .array(let elements):
            serializer.write("[")
            for element in elements {
                write(element, to: &serializer)
                serializer.write(",")
            }
            serializer.write("]")
        case .object(let object):
            serializer.write("{")
            for member in object.members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                serializer.writeString(member.key)
                serializer.write(":")
                write(member.value, to: &serializer)
                serializer.write(",")
            }
            serializer.write("}")
        }
    }

    private static func text(of number: JSONNumber) -> String {
        guard let decimal = number.decimal else { return number.text }
        let digits = String(decoding: decimal.digits.map { $0 + 0x30 }, as: UTF8.self)
        return "\(decimal.isNegative ? "-" : "")\(digits)e\(decimal.exponent)"
    }
}
