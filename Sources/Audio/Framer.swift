/// Cuts a stream of samples, arriving in any lengths, into frames of one length.
package struct Framer: Sendable {
    /// Samples to a frame.
    package let length: Int
    private var rest: [Int16] = []

    /// A framer for frames of `length` samples, at least one.
    package init(length: Int) { self.length = max(length, 1) }

    /// Adds samples and gives the frames that are now complete. Holds back less than one frame.
    package mutating func add(_ samples: [Int16]) -> [[Int16]] {
        rest += samples
        let count = rest.count / length
        let frames = (0..<count).map { [Int16](rest[$0 * length..<($0 + 1) * length]) }
        rest.removeFirst(count * length)
        return frames
    }

    /// The end of the stream: the samples of the last, incomplete frame followed by silence; nothing when there are none.
    package mutating func finish() -> [Int16]? {
        guard !rest.isEmpty else { return nil }
        defer { rest = [] }
        return rest + [Int16](repeating: 0, count: length - rest.count)
    }
}
