/// Checks UTF-8 as it arrives in pieces (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
package struct UTF8Validator: Sendable {
    private var missing = 0
    private var lowest: UInt8 = 0x80
    private var highest: UInt8 = 0xBF

    /// A validator at the start of a text.
    package init() {}

    /// Whether the text so far ends between characters.
    package var isComplete: Bool { missing == 0 }

    /// Whether the text is still valid with `bytes` added; after false the validator is of no more use.
    package mutating func accepts(_ bytes: RawSpan) -> Bool {
        var index = 0
        while index < bytes.byteCount {
            if missing == 0 { index = Self.skipASCII(bytes, from: index) }
            guard index < bytes.byteCount else { return true }
            guard accepts(unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)) else { return false }
            index += 1
        }
        return true
    }

    private static func skipASCII(_ bytes: RawSpan, from start: Int) -> Int {
        var index = start
        while index + 8 <= bytes.byteCount {
            let word = unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            if word & 0x8080_8080_8080_8080 != 0 { break }
            index += 8
        }
        return index
    }

    private mutating func accepts(_ byte: UInt8) -> Bool {
        guard missing > 0 else { return begins(byte) }
        guard byte >= lowest, byte <= highest else { return false }
        (missing, lowest, highest) = (missing - 1, 0x80, 0xBF)
        return true
    }

    private mutating func begins(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x7F: return true
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, lowest) = (2, 0xA0)
        case 0xED: (missing, highest) = (2, 0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, lowest) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, highest) = (3, 0x8F)
        default: return false
        }
        return true
    }
}
