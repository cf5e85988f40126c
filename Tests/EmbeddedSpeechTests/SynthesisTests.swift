import Audio
import EmbeddedSpeech
import Models
import Testing

@Suite(.serialized) struct SynthesisTests {
    @Test("every voice speaks in pieces, at the rate it says", arguments: EmbeddedSynthesizer.voices + ["unknown"])
    func voices(_ voice: String) async throws {
        var pieces: [SpokenPiece] = []
        for try await piece in try Speech.synthesizer.get().speak(
            SpeechRequest(text: "Hello there, how are you?", voice: voice))
        {
            pieces.append(piece)
        }
        #expect(pieces.count > 5 && pieces.allSatisfy { $0.sound.rate == 16_000 })
        let sound = PCM(pieces.flatMap(\.sound.samples), rate: 16_000)
        #expect(sound.duration > .seconds(1) && sound.duration < .seconds(4) && sound.decibels > -40)
    }

    @Test("each word's end is told in order and inside its piece")
    func wordEnds() async throws {
        let (sound, words) = try await Speech.spoken("Your appointment is at half past two. Thank you!", voice: "slt")
        #expect(words.map(\.word) == ["Your", "appointment", "is", "at", "half", "past", "two", "Thank", "you"])
        #expect(zip(words, words.dropFirst()).allSatisfy { $0.end < $1.end })
        #expect(words.allSatisfy { $0.end <= sound.duration })
    }

    @Test("what cannot be spoken is left out; too much is refused")
    func hostileText() async throws {
        let (sound, _) = try await Speech.spoken("\u{202E}\u{0000}日本語 \u{1F600} ... <tag> %s%n")
        #expect(sound.duration < .seconds(20))
        await #expect(throws: ModelError.tooLarge) {
            _ = try await Speech.spoken(String(repeating: "a b ", count: 2_000))
        }
        let (nothing, words) = try await Speech.spoken("")
        #expect(nothing.samples.count == 8_800 && words.isEmpty)
    }

    @Test("many speakers of one voice each get their own sentence")
    func concurrent() async throws {
        let alone = try await Speech.spoken("one two three", voice: "kal16").sound
        try await withThrowingTaskGroup(of: PCM.self) { group in
            for _ in 0..<8 { group.addTask { try await Speech.spoken("one two three", voice: "kal16").sound } }
            for try await sound in group { #expect(sound.samples.count == alone.samples.count) }
        }
    }

    @Test("a listener who goes away stops the work")
    func cancelled() async throws {
        let text = String(repeating: "This is a long sentence that nobody will hear. ", count: 20)
        for try await _ in try Speech.synthesizer.get().speak(SpeechRequest(text: text, voice: "rms")) { break }
        #expect(try await Speech.spoken("hello", voice: "rms").sound.duration < .seconds(3))
    }
}
