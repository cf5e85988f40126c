/// The network address that a rate is counted for: an IPv4 address, or the first 64 bits of an IPv6 address, since one
/// household holds all of the rest (RFC 6177). An address that cannot be read counts as one common block.
package struct AddressBlock: Hashable, Sendable {
    private let bytes: [UInt8]

    /// The block that the address `text` (RFC 4291 section 2.2, or dotted decimal) is in.
    package init(_ text: String) {
        let text = Array(text.utf8.prefix { $0 != 0x25 })
        if let four = Self.four(text[...]) {
            bytes = four
        } else if let groups = Self.groups(text) {
            let mapped = groups.prefix(5).allSatisfy { $0 == 0 } && groups[5] == 0xFFFF
            let kept = mapped ? groups.suffix(2) : groups.prefix(4)
            bytes = kept.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        } else {
            bytes = []
        }
    }

    /// The eight groups of an IPv6 address.
    private static func groups(_ text: [UInt8]) -> [UInt16]? {
        guard text.count <= 45 else { return nil }
        guard let gap = (0..<max(0, text.count - 1)).first(where: { text[$0] == 0x3A && text[$0 + 1] == 0x3A }) else {
            return words(text[...]).flatMap { $0.count == 8 ? $0 : nil }
        }
        guard let head = words(text[..<gap]), let tail = words(text[(gap + 2)...]) else { return nil }
        guard head.count + tail.count < 8 else { return nil }
        return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    private static func words(_ text: ArraySlice<UInt8>) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var words: [UInt16] = []
        let parts = text.split(separator: 0x3A, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, let four = four(part) {
                words += [UInt16(four[0]) << 8 | UInt16(four[1]), UInt16(four[2]) << 8 | UInt16(four[3])]
            } else {
                guard (1...4).contains(part.count), !part.contains(0x2B) else { return nil }
                guard let word = UInt16(String(decoding: part, as: UTF8.self), radix: 16) else { return nil }
                words.append(word)
            }
        }
        return words
    }

    private static func four(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let parts = text.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            guard let byte = UInt8(String(decoding: part, as: UTF8.self)) else { return nil }
            bytes.append(byte)
        }
        return bytes
    }
}
