import Audio
import Glibc
import Primitives
import Testing

struct VoiceActivityTests {
    /// A buzz with the harmonics and syllable rhythm of a voice: enough for the detector.
    private func voice(seconds: Double, rate: Int, amplitude: Double) -> [Int16] {
        (0..<Int(seconds * Double(rate))).map { index in
            let time = Double(index) / Double(rate)
            let harmonics = (1...20).reduce(0.0) { sum, k in
                let formant =
                    exp(-pow((Double(k) * 130 - 600) / 400, 2)) + 0.5 * exp(-pow((Double(k) * 130 - 1700) / 500, 2))
                return sum + formant * sin(2 * .pi * 130 * Double(k) * time)
            }
            return Int16(clamping: Int(amplitude * harmonics * (0.6 + 0.4 * sin(2 * .pi * 4 * time))))
        }
    }

    private func noise(seconds: Double, rate: Int, amplitude: Int16) -> [Int16] {
        var generator = SeededGenerator(seed: 11)
        return (0..<Int(seconds * Double(rate))).map { _ in .random(in: -amplitude...amplitude, using: &generator) }
    }

    private func speechFrames(_ samples: [Int16], rate: Int) throws -> [Bool] {
        let detector = try VoiceActivity(rate: rate)
        var framer = Framer(length: rate / 50)
        return try framer.add(samples).map { try detector.judge($0).isSpeech }
    }

    @Test("a voice over a quiet line is seen within 60 ms", arguments: [8_000, 16_000])
    func onset(_ rate: Int) throws {
        let sound = noise(seconds: 1, rate: rate, amplitude: 20) + voice(seconds: 0.5, rate: rate, amplitude: 3_000)
        let frames = try speechFrames(sound, rate: rate)
        #expect(!frames[..<50].contains(true))
        #expect(frames[50..<53].contains(true))
    }

    @Test("steady noise stops being speech once the floor has learnt it")
    func steadyNoise() throws {
        let frames = try speechFrames(noise(seconds: 4, rate: 16_000, amplitude: 1_500), rate: 16_000)
        #expect(!frames[100...].contains(true))
    }

    @Test("silence is silence")
    func silence() throws {
        let detector = try VoiceActivity(rate: 16_000)
        let frame = try detector.judge([Int16](repeating: 0, count: 320))
        #expect(!frame.isSpeech && frame.probability == 0 && frame.level == -96)
    }

    @Test("frames of another length and other rates are refused")
    func refusals() throws {
        #expect(throws: AudioError.unsupportedRate(24_000)) { try VoiceActivity(rate: 24_000) }
        let detector = try VoiceActivity(rate: 8_000)
        #expect(throws: AudioError.frameLength(161)) { try detector.judge([Int16](repeating: 0, count: 161)) }
        #expect(throws: AudioError.frameLength(0)) { try detector.judge([]) }
    }
}
