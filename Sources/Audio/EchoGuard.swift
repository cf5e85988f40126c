import Primitives

/// Says how much of a caller's sound is our own output coming back: a loudspeaker near the microphone, a line's echo,
/// a recording of the agent. What comes back must not confirm.
///
/// Both sounds become the loudness of some bands, 50 times a second, without what stays constant; the caller's is
/// compared with the output's at every lag by normalised correlation over time and bands. So level does not matter,
/// and a steady colouring by room or line hardly does. Pure.
package struct EchoGuard: Sendable {
    /// What a comparison found.
    package struct Finding: Sendable, Equatable {
        /// 0: nothing in common. 1: the same sound, perhaps softer.
        package var similarity: Double
        /// How far the end of the caller's sound is behind the matching place of the output, seen from its end.
        package var lag: Duration
    }

    /// From here on sound counts as our own: between the echoes and the genuine answers that were measured
    /// (`Docs/spoken-confirmation.md`).
    package static let threshold = 0.74
    /// Output is kept this long.
    package static let memory = Duration.seconds(30)
    /// The longest stretch of the caller that is compared, and the shortest that can be.
    private static let longest = Duration.seconds(15), shortestFrames = 15

    private let rate: Int
    private var analysis: BandAnalysis
    private var output: [[Float]] = []

    /// A guard for sounds of `rate` samples per second, 8,000 or more; both sides must have it.
    package init(rate: Int) {
        self.rate = rate
        analysis = BandAnalysis(rate: rate)
    }

    /// Adds what we played, in order and as it was played, silence between sentences too.
    package mutating func played(_ samples: [Int16]) {
        output += analysis.add(samples)
        let limit = Int(Self.memory.seconds) * BandAnalysis.framesPerSecond
        if output.count > limit { output.removeFirst(output.count - limit) }
    }

    /// How similar `sound` is to the output that is remembered, at the lag where it is most so.
    package func compare(_ sound: [Int16]) -> Finding {
        var analysis = BandAnalysis(rate: rate)
        let frames = analysis.add([Int16](sound.prefix(Int(Self.longest.seconds) * rate)))
        let spoken = BandAnalysis.spoken(frames)
        guard spoken.count >= Self.shortestFrames, output.count >= Self.shortestFrames else {
            return Finding(similarity: 0, lag: .zero)
        }
        let caller = BandAnalysis.changes(in: spoken)
        let ours = BandAnalysis.changes(in: output)
        var (best, offset) = (0.0, 0)
        // The caller's sound may begin before the remembered output does, or end after it.
        for candidate in -(spoken.count / 2)...max(output.count - spoken.count / 2, 0) {
            let similarity = Self.correlation(caller, ours, offset: candidate)
            if similarity > best { (best, offset) = (similarity, candidate) }
        }
        let behind = max(output.count - spoken.count - offset, 0)
        return Finding(similarity: best, lag: .milliseconds(behind * 1_000 / BandAnalysis.framesPerSecond))
    }

    /// The normalised correlation where frame `n` of `caller` lies over frame `n + offset` of `ours`; 0 when less than
    /// half of the caller's sound lies over anything.
    private static func correlation(_ caller: [Float], _ ours: [Float], offset: Int) -> Double {
        let bands = BandAnalysis.bands
        let first = max(0, -offset * bands)
        let end = min(caller.count, ours.count - offset * bands)
        guard end - first >= caller.count / 2 else { return 0 }
        var (cross, left, right): (Float, Float, Float) = (0, 1e-9, 1e-9)
        for index in first..<end {
            let (a, b) = (caller[index], ours[index + offset * bands])
            cross += a * b
            left += a * a
            right += b * b
        }
        return Double(max(0, cross / (left * right).squareRoot()))
    }
}
