/// A range of bytes of a source text.
package struct SourceSpan: Hashable, Sendable {
    /// The first byte and the one after the last.
    package let start: Int, end: Int

    /// The bytes from `start` up to `end`.
    package init(_ start: Int, _ end: Int) {
        self.start = start
        self.end = end
    }

    /// The place of things that come from no text.
    package static let none = SourceSpan(0, 0)

    /// The span from the start of this one to the end of `other`.
    func through(_ other: SourceSpan) -> SourceSpan { SourceSpan(start, max(end, other.end)) }
}

/// Where something stands: a file's name, a line and a column, both counted from 1, the column in bytes.
package struct SourcePosition: Hashable, Sendable, CustomStringConvertible {
    /// The name the text was given.
    package let file: String
    /// The line and column, counted from 1; the column counts bytes.
    package let line: Int, column: Int

    package var description: String { "\(file):\(line):\(column)" }
}

/// A text with a name.
struct SourceText: Sendable {
    let name: String
    let bytes: [UInt8]

    /// The line and column of the byte at `offset`.
    func position(_ offset: Int) -> SourcePosition {
        let before = bytes[..<min(offset, bytes.count)]
        let line = before.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return SourcePosition(file: name, line: line, column: before.count - start + 1)
    }
}
