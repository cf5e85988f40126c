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
        let open = try begin(sound, grammar: nil)
        let constrained: any TranscriptionStream
        do { constrained = try begin(sound, grammar: Self.grammar) } catch {
            open.cancel()
            throw error
        }
        let speech = Self.speech(in: sound)
        let heard = try await constrained.finish()
        return ConfirmationEvidence(constrained: heard, open: try await open.finish(), speech: speech)
    }

    /// Both streams get all of the sound at once, so that two workers decode them side by side, each with the mean of
    /// the whole answer: the open vocabulary hears clearly more with it than word by word.
    private func begin(_ sound: PCM, grammar: SpeechGrammar?) throws(ModelError) -> any TranscriptionStream {
        let stream = try transcriber.begin(TranscriptionRequest(rate: sound.rate, grammar: grammar), feeding: .whole)
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

    /// Any sequence of the lead word, the challenge words, the refusals and decoys. Decoys weigh less: at equal weight
    /// short ones appear between the words of right answers.
    package static let grammar: SpeechGrammar = {
        let spoken = refusals + ChallengeVocabulary.words + ChallengeVocabulary.lead
        let others = decoys.filter { !spoken.contains($0) }
        let choices = spoken.map { "/1.0/ \($0)" } + others.map { "/0.001/ \($0)" }
        let jsgf = "#JSGF V1.0;\ngrammar confirmation;\npublic <answer> = ( \(choices.joined(separator: " | ")) )+;\n"
        return SpeechGrammar(name: "confirmation", jsgf: jsgf, words: spoken + others)
    }()

    /// The refusals that the grammar knows. Not all: "nope" and "wrong" appeared inside right answers; the open
    /// vocabulary hears them.
    private static let refusals = ["no", "stop", "cancel", "don't", "never", "not"]

    /// Words that take up what is not an answer: what people say to a question and common words of English, long
    /// enough not to appear inside right answers ("wedding" came out as "where think" when they were in). Heard, they
    /// make an answer unclear.
    private static let decoys = [
        "yes", "okay", "please", "thanks", "hello", "today", "tomorrow", "yesterday", "number", "repeat", "again",
        "sorry", "something", "anything", "people", "because", "business", "company", "question", "weather",
        "telephone", "seven", "ahead", "about", "other", "going", "station", "confirmed", "actually", "appointment",
        "booking", "balance", "everything", "government", "information", "probably", "different", "important",
    ]
}
