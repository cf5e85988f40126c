/// What a JSON text may cost its reader at most. Every limit has a name, so that a refusal can say which one it was.
package struct JSONLimits: Sendable, Equatable {
    /// Bytes of the whole text.
    package var maximumBytes: Int
    /// Arrays and objects open at once. The parser recurses, so this also bounds its stack.
    package var maximumDepth: Int
    /// Values of all kinds in the whole text, keys not counted.
    package var maximumValues: Int
    /// Bytes of one string or key, decoded.
    package var maximumStringBytes: Int
    /// Digits and signs of one number.
    package var maximumNumberBytes: Int

    /// Those limits; depth is never more than 512, whatever is asked for.
    package init(
        maximumBytes: Int, maximumDepth: Int = 64, maximumValues: Int = 65_536, maximumStringBytes: Int? = nil,
        maximumNumberBytes: Int = 512
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = min(maximumDepth, 512)
        self.maximumValues = maximumValues
        self.maximumStringBytes = maximumStringBytes ?? maximumBytes
        self.maximumNumberBytes = maximumNumberBytes
    }

    /// For messages and answers: 1 MiB, 64 deep, 65,536 values.
    package static let standard = JSONLimits(maximumBytes: 1 << 20)

    /// For messages that carry audio or whole documents: 16 MiB, 64 deep, 262,144 values.
    package static let large = JSONLimits(maximumBytes: 16 << 20, maximumValues: 262_144)
}
