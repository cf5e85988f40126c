import CWebRTC

/// Says for each frame whether somebody speaks: WebRTC's detector behind a gate over an adaptive noise floor.
///
/// It reads no clock: a frame is 10, 20 or 30 ms of the stream, and its time is the caller's count of samples.
/// One detector belongs to one stream.
@safe package final class VoiceActivity {
    /// What a frame holds.
    package struct Frame: Sendable, Equatable {
        /// Both the detector and the gate say speech.
        package var isSpeech: Bool
        /// How sure that is, 0 to 1: the detector's word weighed by the distance from the noise floor.
        package var probability: Double
        /// The frame's level and the noise floor under it, in dB relative to full scale (-96 to 0).
        package var level: Double, noiseFloor: Double
    }

    /// How readily speech is seen.
    package struct Configuration: Sendable, Equatable {
        /// WebRTC's aggressiveness: 0 (lets most through) to 3 (hears least noise as speech).
        package var mode: Int
        /// How far speech must be above the noise floor, in dB.
        package var margin: Double
        /// Under this level nothing is speech, in dB relative to full scale.
        package var quietest: Double

        /// A configuration; the defaults suit a telephone or a headset.
        package init(mode: Int = 2, margin: Double = 6, quietest: Double = -55) {
            self.mode = mode
            self.margin = margin
            self.quietest = quietest
        }
    }

    private let detector: OpaquePointer
    private let rate: Int
    private let configuration: Configuration
    private var floor = NoiseFloor()

    /// A detector for sound of `rate` samples per second: 8,000, 16,000, 32,000 or 48,000.
    package init(rate: Int, configuration: Configuration = Configuration()) throws(AudioError) {
        guard [8_000, 16_000, 32_000, 48_000].contains(rate) else { throw .unsupportedRate(rate) }
        guard let detector = unsafe WebRtcVad_Create() else { throw .library }
        unsafe self.detector = detector
        self.rate = rate
        self.configuration = configuration
        guard unsafe WebRtcVad_Init(detector) == 0,
            unsafe WebRtcVad_set_mode(detector, Int32(min(max(configuration.mode, 0), 3))) == 0
        else { throw .library }
    }

    deinit { unsafe WebRtcVad_Free(detector) }

    /// Judges the next frame of the stream: exactly 10, 20 or 30 ms of samples.
    package func judge(_ frame: [Int16]) throws(AudioError) -> Frame {
        guard [10, 20, 30].contains(where: { frame.count * 1000 == rate * $0 }) else {
            throw .frameLength(frame.count)
        }
        let voiced = unsafe frame.withUnsafeBufferPointer { samples in
            unsafe WebRtcVad_Process(detector, Int32(rate), samples.baseAddress, samples.count) == 1
        }
        let level = Level.decibels(frame)
        let before = floor.level
        floor.update(level: level, voiced: voiced, seconds: Double(frame.count) / Double(rate))
        return judgement(voiced: voiced, level: level, above: before)
    }

    private func judgement(voiced: Bool, level: Double, above floor: Double) -> Frame {
        let distance = level - floor
        let isSpeech = voiced && distance >= configuration.margin && level >= configuration.quietest
        // 0.5 at the gate, 0.95 a further 9 dB up; half of that when WebRTC hears no voice in it.
        let weight = min(max(0.5 + (distance - configuration.margin) / 20, 0), 0.99)
        let probability = level < configuration.quietest ? 0 : voiced ? weight : weight / 2
        return Frame(isSpeech: isSpeech, probability: probability, level: level, noiseFloor: floor)
    }
}

/// The level of a line's background: falls at once towards quieter frames, rises slowly, slower still during speech.
struct NoiseFloor {
    /// dB relative to full scale.
    private(set) var level = -60.0

    /// dB per second that the floor may rise while nobody speaks, and while somebody does.
    private static let rise = (pause: 20.0, speech: 1.0)
    /// How fast it falls: the share of the distance per second, as a rate constant.
    private static let fall = 10.0
    /// It never leaves this range: digital silence must not make a breath into speech, a shout no floor.
    private static let range = -75.0 ... -25.0

    mutating func update(level frame: Double, voiced: Bool, seconds: Double) {
        if frame < level {
            level += (frame - level) * min(Self.fall * seconds, 1)
        } else {
            level = min(frame, level + (voiced ? Self.rise.speech : Self.rise.pause) * seconds)
        }
        level = min(max(level, Self.range.lowerBound), Self.range.upperBound)
    }
}
