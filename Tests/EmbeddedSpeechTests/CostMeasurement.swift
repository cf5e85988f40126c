import Audio
import EmbeddedSpeech
import Glibc
import Models
import Platform
import Primitives
import Testing

/// What embedded speech costs, for `Docs/spoken-confirmation.md`; runs when `SAYSO_MEASURE` is set.
@Suite(.serialized, .enabled(if: Clips.measured != nil)) struct CostMeasurement {
    /// Kilobytes of memory in use by the process.
    private func memory() -> Int {
        let fields = String(decoding: Clips.bytes("/proc/self/statm"), as: UTF8.self).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4
    }

    /// Seconds of processor time of the whole process.
    private func processorTime() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

    @Test("memory of a decoder of each kind")
    func decoderMemory() throws {
        let transcriber = EmbeddedTranscriber(
            model: try SpeechModelFolder(), configuration: .init(streamsPerGrammar: 8, openStreams: 3))
        var last = memory()
        for count in 1...4 {
            try transcriber.prepare(ConfirmationRecogniser.grammar, decoders: count)
            print("grammar decoder \(count): \(memory() - last) KB")
            last = memory()
        }
        for count in 1...3 {
            try transcriber.warmOpenVocabulary(decoders: count)
            print("open decoder \(count): \(memory() - last) KB")
            last = memory()
        }
    }

    @Test("processor time for a second of sound, and time to first audio")
    func speed() async throws {
        let sound = try await Speech.spoken("confirm, hospital, chocolate.").sound
        for (name, grammar) in [("grammar", ConfirmationRecogniser.grammar), ("open, live", nil)] {
            _ = try await Speech.heard(sound, grammar: grammar)
            let start = processorTime()
            for _ in 0..<5 { _ = try await Speech.heard(sound, grammar: grammar) }
            print("\(name): real-time factor \((processorTime() - start) / 5 / sound.duration.seconds)")
        }
        for voice in EmbeddedSynthesizer.voices {
            try await firstAudio(voice)
        }
    }

    private func firstAudio(_ voice: String) async throws {
        for text in [
            "Hello.", "On Tuesday I have half past ten, two o'clock and four.", "Done. Your haircut is booked.",
        ] {
            let start = SystemClock.now()
            var (first, samples) = (Duration.zero, 0)
            let before = processorTime()
            for try await piece in try Speech.synthesizer.get().speak(SpeechRequest(text: text, voice: voice)) {
                if samples == 0 { first = SystemClock.now() - start }
                samples += piece.sound.samples.count
            }
            let factor = (processorTime() - before) / (Double(samples) / 16_000)
            print("\(voice), \(text.utf8.count) characters: first audio \(first), real-time factor \(factor)")
        }
    }
}
