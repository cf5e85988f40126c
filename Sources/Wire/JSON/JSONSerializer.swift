/// Writes JSON values as bytes. Strings are escaped as RFC 8785 section 3.2.2.2 says, in both forms: only what must be,
/// with the short escapes where they exist.
struct JSONSerializer {
    private static let hexDigits = Array("0123456789abcdef".utf8)

    /// What was written so far.
    private(set) var bytes: [UInt8] = []

    /// Appends a value without white space, members in their order.
    mutating func write(_ value: JSON) {
        switch value {
        case .null: write("null")
        case .bool(let value): write(value ? "true" : "false")
        case .number(let value): write(value.text)
        case .string(let value): writeString(value)
        case .array(let elements):
            for (place, element) in elements.enumerated() {
                write(place == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
                write(element)
            }
            write(elements.isEmpty ? "[]" : "]")
        case .object(let object):
            for (place, member) in object.members.enumerated() {
                write(place == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
                writeString(member.key)
                write(UInt8(ascii: ":"))
                write(member.value)
            }
            write(object.isEmpty ? "{}" : "}")
        }
    }

    /// Appends one byte.
    mutating func write(_ byte: UInt8) { bytes.append(byte) }

    /// Appends text as it is.
    mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Appends a quoted string.
    mutating func writeString(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        if Self.needsEscape(text) {
            for byte in text.utf8 {
                if Self.needsEscape(byte) { writeEscape(byte) } else { bytes.append(byte) }
            }
        } else {
            bytes.append(contentsOf: text.utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ text: String) -> Bool {
        let span = text.utf8.span
        for place in span.indices where needsEscape(span[place]) { return true }
        return false
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func writeEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0..<0x20:
            write("u00")
            bytes.append(Self.hexDigits[Int(byte >> 4)])
            bytes.append(Self.hexDigits[Int(byte & 15)])
        default: bytes.append(byte)
        }
    }
}
