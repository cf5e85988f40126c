import Audio
import EmbeddedSpeech
import Models
import Primitives
import Testing

/// How well `EchoGuard` tells the agent's own voice from callers who repeat the agent's very words.
/// Prints the figures of `Docs/spoken-confirmation.md` when `SAYSO_MEASURE` is set; otherwise a few of each.
@Suite(.serialized) struct EchoMeasurement {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    private static let rate = 16_000

    /// The end of a read-back with its challenge, and where the challenge itself is.
    private func readBack(_ challenge: [String]) async throws -> (sound: [Int16], challenge: Range<Int>) {
        let before = try await Speech.spoken("You want to book a haircut tomorrow at half past ten.", voice: "slt")
            .sound
        let words = "To go ahead, say: confirm, \(challenge.joined(separator: ", "))."
        let asked = try await Speech.spoken(words, voice: "slt").sound
        let after = try await Speech.spoken("To stop, say: no.", voice: "slt").sound
        let start = before.samples.count
        let end = start + asked.samples.count
        return (before.samples + asked.samples + after.samples, start..<end)
    }

    private func answer(_ voice: String, _ challenge: [String]) throws -> [Int16] {
        try (["confirm"] + challenge).flatMap { word in
            let clip = try WAV.parse(Clips.bytes("\(Self.root)/Demo/clips/\(voice)/say-\(word).wav"))
            return clip.samples + [Int16](repeating: 0, count: 2_400)
        }
    }

    /// A room of a few reflections, softer, with noise, as a microphone gives it back.
    private func room(_ samples: [Int16], by decibels: Double, noise: Int16, _ generator: inout SeededGenerator)
        -> [Int16]
    {
        let soft = Level.scale(samples, by: decibels)
        return soft.indices.map { index in
            var sum = Int(soft[index])
            for (delay, gain) in [(211, 0.6), (470, 0.4), (1_009, 0.3), (1_723, 0.2)] where index >= delay {
                sum += Int(Double(soft[index - delay]) * gain)
            }
            return Int16(clamping: sum + Int(Int16.random(in: -noise...noise, using: &generator)))
        }
    }

    @Test("our own voice from a loudspeaker is told from callers who say the same words")
    func echo() async throws {
        var generator = SeededGenerator(seed: 21)
        var (echoes, callers): ([Double], [Double]) = ([], [])
        for _ in 0..<(Clips.measured == nil ? 1 : 8) {
            let challenge = ChallengeVocabulary.challenge(using: &generator)
            let (sound, place) = try await readBack(challenge)
            var guardian = EchoGuard(rate: Self.rate)
            guardian.played(sound)
            for (decibels, noise) in [(-6.0, Int16(60)), (-18, 60), (-30, 60), (-18, 400)] {
                let heard = room(
                    [Int16](sound[place.lowerBound + 12_000..<place.upperBound]), by: decibels, noise: noise, &generator
                )
                echoes.append(guardian.compare(heard).similarity)
                let line = try Resampler.convert(PCM(heard, rate: 16_000), to: 8_000)
                let coded = PCM(G711.muLaw.decode(G711.muLaw.encode(line.samples)), rate: 8_000)
                echoes.append(guardian.compare(try Resampler.convert(coded, to: 16_000).samples).similarity)
            }
            for voice in ["female", "male", "elder"] {
                callers.append(guardian.compare(try answer(voice, challenge)).similarity)
            }
            let spoken = try await Speech.spoken("confirm, \(challenge.joined(separator: ", "))", voice: "rms").sound
            callers.append(guardian.compare(spoken.samples).similarity)
        }
        print("echo similarity", echoes.sorted().map { Int($0 * 100) })
        print("caller similarity", callers.sorted().map { Int($0 * 100) })
        #expect(echoes.allSatisfy { $0 > EchoGuard.threshold })
        #expect(callers.allSatisfy { $0 < EchoGuard.threshold })
    }
}
