import Audio
import Glibc
import Primitives
import Testing

func tone(_ hertz: Double, rate: Int, count: Int, amplitude: Double = 10_000) -> [Int16] {
    (0..<count).map { Int16(amplitude * sin(2 * .pi * hertz * Double($0) / Double(rate))) }
}

struct ResamplerTests {
    @Test(
        "the length is the ratio's", arguments: [(8_000, 16_000), (24_000, 16_000), (16_000, 24_000), (16_000, 8_000)])
    func length(_ rates: (Int, Int)) throws {
        let sound = PCM(tone(440, rate: rates.0, count: rates.0), rate: rates.0)
        #expect(try Resampler.convert(sound, to: rates.1).samples.count == rates.1)
    }

    @Test(
        "a tone keeps its place, pitch and strength", arguments: [(8_000, 16_000), (24_000, 16_000), (16_000, 8_000)])
    func fidelity(_ rates: (Int, Int)) throws {
        let sound = PCM(tone(700, rate: rates.0, count: rates.0 / 2), rate: rates.0)
        let heard = try Resampler.convert(sound, to: rates.1).samples
        let expected = tone(700, rate: rates.1, count: rates.1 / 2)
        let middle = rates.1 / 20..<rates.1 / 2 - rates.1 / 20
        for index in middle { #expect(abs(Int(heard[index]) - Int(expected[index])) < 200) }
    }

    @Test("cutting the stream elsewhere changes nothing")
    func streaming() throws {
        var generator = SeededGenerator(seed: 7)
        let samples = (0..<24_000).map { _ in Int16.random(in: -9_000...9_000, using: &generator) }
        let whole = try Resampler(from: 24_000, to: 16_000)
        let expected = whole.process(samples) + whole.finish()
        let pieces = try Resampler(from: 24_000, to: 16_000)
        var (heard, position): ([Int16], Int) = ([], 0)
        while position < samples.count {
            let end = min(position + Int.random(in: 1...997, using: &generator), samples.count)
            heard += pieces.process([Int16](samples[position..<end]))
            position = end
        }
        #expect(heard + pieces.finish() == expected)
    }

    @Test("equal rates pass through, odd rates are refused")
    func rates() throws {
        let same = try Resampler(from: 16_000, to: 16_000)
        #expect(same.process([1, 2, 3]) + same.finish() == [1, 2, 3])
        #expect(throws: AudioError.unsupportedRate(0)) { try Resampler(from: 0, to: 16_000) }
        #expect(throws: AudioError.unsupportedRate(96_000)) { try Resampler(from: 16_000, to: 96_000) }
    }
}
