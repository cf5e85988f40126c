import Audio

/// A text-to-speech model.
package protocol Synthesizer: Sendable {
    /// Its name in metrics and audit records: `flite`.
    var name: String { get }

    /// Speaks `request`; the sound comes in pieces, the first as early as the model can.
    /// The stream throws `ModelError`; ending its iteration cancels the work.
    func speak(_ request: SpeechRequest) -> AsyncThrowingStream<SpokenPiece, any Error>
}

/// What is to be spoken.
package struct SpeechRequest: Sendable, Equatable {
    /// One sentence, at most 1,000 characters; has passed the output guard.
    package var text: String
    /// The voice's name; an unknown one means the default voice.
    package var voice: String

    /// A request to speak `text` with `voice`.
    package init(text: String, voice: String = "") {
        self.text = text
        self.voice = voice
    }
}

/// A piece of speech: sound and, where the model says, when each of its words ends.
package struct SpokenPiece: Sendable, Equatable {
    /// When a word of the request's text ends, counted from the start of this piece.
    package struct WordEnd: Sendable, Equatable {
        /// The word as written in the text.
        package var word: String
        /// The end of its sound.
        package var end: Duration

        /// A word that ends there.
        package init(_ word: String, end: Duration) {
            self.word = word
            self.end = end
        }
    }

    /// The sound.
    package var sound: PCM
    /// The words that end in this piece, in order; empty when the model gives no timings.
    package var words: [WordEnd]

    /// A piece of that sound and those words.
    package init(sound: PCM, words: [WordEnd] = []) {
        self.sound = sound
        self.words = words
    }
}
