/// What a YAML file may cost at most.
package struct YAMLLimits: Sendable {
    /// Bytes of the file.
    package var maximumBytes: Int
    /// Lists and maps open at once.
    package var maximumDepth: Int
    /// Scalars, lists and maps in all.
    package var maximumNodes: Int

    /// Those limits.
    package init(maximumBytes: Int, maximumDepth: Int, maximumNodes: Int) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumNodes = maximumNodes
    }

    /// For configuration: 1 MiB, 32 deep, 50,000 nodes.
    package static let standard = YAMLLimits(maximumBytes: 1 << 20, maximumDepth: 32, maximumNodes: 50_000)
}
