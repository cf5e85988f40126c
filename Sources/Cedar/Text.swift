/// A string compared by its UTF-8 bytes, as Cedar compares strings, entity ids and attribute names. Swift's own
/// `String ==` is canonical equivalence, under which two different ids could be one entity.
package struct Text: Hashable, Comparable, Sendable {
    /// The same bytes as a Swift string; never compare it with `==` where identity matters.
    package let string: String

    /// The text with the bytes of `string`.
    package init(_ string: String) {
        var native = string
        native.makeContiguousUTF8()
        self.string = native
    }

    /// How many bytes it has.
    package var count: Int { string.utf8.count }

    package static func == (left: Text, right: Text) -> Bool {
        let (first, second) = (left.string.utf8.span, right.string.utf8.span)
        return unsafe first.count == second.count && equal(first.bytes, second.bytes)
    }

    package static func < (left: Text, right: Text) -> Bool { left.order(right) < 0 }

    package func hash(into hasher: inout Hasher) {
        unsafe string.utf8.span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }

    /// Negative, zero or positive as the bytes stand before, at or after those of `other`.
    func order(_ other: Text) -> Int {
        let (first, second) = (string.utf8.span, other.string.utf8.span)
        for index in 0..<min(first.count, second.count) where first[index] != second[index] {
            return first[index] < second[index] ? -1 : 1
        }
        return first.count - second.count
    }

    /// A 64-bit FNV-1a hash of the bytes: a quick way to tell names apart in a short list. Equal fingerprints are
    /// always confirmed by the bytes, so that collisions cost time in proportion to the list and nothing else.
    var fingerprint: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in string.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}

extension Text: ExpressibleByStringLiteral, CustomStringConvertible {
    package init(stringLiteral value: String) { self.init(value) }

    package var description: String { string }
}

/// Whether two spans of one length hold the same bytes.
private func equal(_ left: RawSpan, _ right: RawSpan) -> Bool {
    var offset = 0
    while offset + 8 <= left.byteCount {
        let first = unsafe left.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let second = unsafe right.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
        guard first == second else { return false }
        offset += 8
    }
    while offset < left.byteCount {
        let first = unsafe left.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
        guard unsafe first == right.unsafeLoad(fromByteOffset: offset, as: UInt8.self) else { return false }
        offset += 1
    }
    return true
}
