/// A text that is hashed and compared by its UTF-8 bytes, for dictionaries whose keys must not be mixed up by canonical
/// equivalence.
package struct ByteKey: Hashable, Sendable {
    /// The text.
    package let text: String

    /// A key of that text.
    package init(text: String) { self.text = text }

    package static func == (left: ByteKey, right: ByteKey) -> Bool { left.text.hasSameBytes(as: right.text) }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(text.utf8.count)
        for byte in text.utf8 { hasher.combine(byte) }
    }
}
