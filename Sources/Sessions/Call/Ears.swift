import Audio
import Voice

/// The caller's sound on its way in: any rate becomes 16 kHz frames of 20 ms, each judged for speech; the last seconds
/// are kept, so that an utterance can begin before its onset was noticed.
struct Ears {
    /// Samples per second that everything inside works with.
    static let rate = 16_000
    /// The most sound that is kept: one longest turn and its padding.
    static let kept = 33 * rate

    /// A judged frame.
    struct Frame {
        let samples: [Int16]
        let isSpeech: Bool
        /// Where it ends in the caller's audio.
        let end: Duration
    }

    private var resampler: Resampler?
    private var framer = Framer(length: rate / 50)
    private let activity: VoiceActivity
    private var count = 0
    private var history: [Int16] = []

    /// Ears for sound of `inputRate`; `threshold` from 0 to 1 makes them less easily roused.
    init(inputRate: Int, threshold: Double) throws(AudioError) {
        resampler = inputRate == Self.rate ? nil : try Resampler(from: inputRate, to: Self.rate)
        let mode = threshold < 0.35 ? 1 : threshold > 0.7 ? 3 : 2
        activity = try VoiceActivity(rate: Self.rate, configuration: .init(mode: mode))
    }

    /// Where the sound heard so far ends.
    var end: Duration { Self.duration(count) }

    /// Takes sound of the input rate and gives the frames that are complete.
    mutating func hear(_ samples: [Int16]) throws(AudioError) -> [Frame] {
        let sound = resampler?.process(samples) ?? samples
        var frames: [Frame] = []
        for frame in framer.add(sound) {
            count += frame.count
            remember(frame)
            frames.append(Frame(samples: frame, isSpeech: try activity.judge(frame).isSpeech, end: end))
        }
        return frames
    }

    /// The sound from that place of the caller's audio up to now, as far as it is kept.
    func sound(from start: Duration) -> [Int16] {
        let wanted = max(0, count - Int(start.nanoseconds * Int64(Self.rate) / 1_000_000_000))
        return Array(history.suffix(wanted))
    }

    private mutating func remember(_ frame: [Int16]) {
        history += frame
        if history.count > 2 * Self.kept { history.removeFirst(history.count - Self.kept) }
    }

    private static func duration(_ samples: Int) -> Duration {
        .nanoseconds(Int64(samples) * 1_000_000_000 / Int64(rate))
    }
}
