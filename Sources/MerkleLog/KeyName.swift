/// The name of a note's key: not empty, valid UTF-8, without white space, control characters or a plus sign.
package struct KeyName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let text: String

    /// The name that `text` spells, at most 255 bytes; nothing when it is no key name.
    package init?(_ text: String) {
        guard (1...255).contains(text.utf8.count) else { return nil }
        let isPlain = text.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 && $0.value != 0x7F
        }
        guard isPlain else { return nil }
        self.text = text
    }

    package static func == (left: KeyName, right: KeyName) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }

    package var description: String { text }
}
