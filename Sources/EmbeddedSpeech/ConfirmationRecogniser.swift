import Audio
import Models

/// The embedded `ConfirmationListener`: the same utterance goes to a grammar decoder over the challenge vocabulary and
/// to the open English vocabulary. Neither is told the challenge, and neither hears of the other's words.
package final class ConfirmationRecogniser: ConfirmationListener {
    private let transcriber: EmbeddedTranscriber
    /// The longest answer that is looked at; a longer one is no answer to a challenge.
    private static let longest = Duration.seconds(15)
    /// Speech is judged on sound of this rate.
    private static let rate = 16_000

    /// A recogniser on `transcriber`'s pools; loads its decoders, so that no caller waits for them.
    package init(_ transcriber: EmbeddedTranscriber) throws(EmbeddedSpeechError) {
        self.transcriber = transcriber
        try transcriber.prepare(Self.grammar)
        try transcriber.warmOpenVocabulary()
    }

    package func listen(
        to sound: PCM, expecting challenge: [String]
    ) async throws(ModelError) -> ConfirmationEvidence {
        guard sound.duration <= Self.longest else { throw .tooLarge }
        let open = try await begin(sound, grammar: nil)
        let constrained: any TranscriptionStream
        do { constrained = try await begin(sound, grammar: Self.grammar) } catch {
            open.cancel()
            throw error
        }
        let speech = Self.speech(in: sound)
        let heard = try await constrained.finish()
        return ConfirmationEvidence(constrained: heard, open: try await open.finish(), speech: speech)
    }

    /// Both streams get all of the sound at once, so that two workers decode them side by side.
    private func begin(_ sound: PCM, grammar: SpeechGrammar?) async throws(ModelError) -> any TranscriptionStream {
        let stream = try await transcriber.open(TranscriptionRequest(rate: sound.rate, grammar: grammar))
        stream.append(sound.samples)
        return stream
    }

    /// How long somebody speaks in `sound`, in whole frames of 20 ms.
    private static func speech(in sound: PCM) -> Duration {
        guard let level = try? Resampler.convert(sound, to: rate), let detector = try? VoiceActivity(rate: rate) else {
            return sound.duration
        }
        var framer = Framer(length: rate / 50)
        let frames = framer.add(level.samples).filter { (try? detector.judge($0))?.isSpeech ?? true }
        return .milliseconds(20) * frames.count
    }

    /// Any sequence of the lead word, the challenge words, the refusals and decoys.
    package static let grammar: SpeechGrammar = {
        let spoken = ChallengeVocabulary.refusals.sorted() + ChallengeVocabulary.words + ChallengeVocabulary.lead
        let words = spoken + decoys.filter { !spoken.contains($0) }
        let jsgf = "#JSGF V1.0;\ngrammar confirmation;\npublic <answer> = ( \(words.joined(separator: " | ")) )+;\n"
        return SpeechGrammar(name: "confirmation", jsgf: jsgf, words: words)
    }()

    /// Words that take up what is not an answer: the commonest of English, what people say to a question, and words
    /// that sound like the challenge's. Heard, they make an answer unclear.
    private static let decoys = [
        "yes", "yeah", "yep", "okay", "sure", "right", "please", "thanks", "thank", "hello", "what", "who", "when",
        "where", "why", "how", "the", "a", "and", "or", "but", "is", "are", "was", "it", "that", "this", "there",
        "i", "you", "we", "they", "he", "she", "my", "your", "me", "do", "did", "have", "has", "had", "will",
        "would", "could", "can", "to", "of", "for", "in", "on", "at", "with", "about", "from", "one", "two", "three",
        "four", "five", "six", "eight", "nine", "ten", "say", "said", "go", "ahead", "book", "money", "time",
        "today", "tomorrow", "number", "repeat", "again", "sorry", "something", "anything", "people", "think",
        "know", "want", "like", "going", "been", "some", "all", "more", "other",
    ]
}
