import Audio

/// A speech-to-text model.
package protocol Transcriber: Sendable {
    /// Its name in metrics and audit records: `pocketsphinx-grammar`.
    var name: String { get }

    /// Begins one utterance. Throws `ModelError.overloaded` when there is no room.
    func open(_ request: TranscriptionRequest) async throws(ModelError) -> any TranscriptionStream
}

/// One utterance on its way into words. Calls come from one task at a time.
package protocol TranscriptionStream: Sendable {
    /// Adds sound of the request's rate. Never blocks; sound past the stream's bound makes `finish` throw `tooLarge`.
    func append(_ samples: [Int16])

    /// The words so far, for endpointing. Costs about as much as the sound since the last call.
    func partial() async throws(ModelError) -> Transcript

    /// Ends the utterance and gives its words.
    func finish() async throws(ModelError) -> Transcript

    /// Gives the utterance up and frees what it holds. Calling it after `finish` does nothing.
    func cancel()
}

/// What is to be transcribed.
package struct TranscriptionRequest: Sendable {
    /// Samples per second of the sound that will be appended.
    package var rate: Int
    /// A grammar that the words must follow; nothing for open vocabulary.
    package var grammar: SpeechGrammar?

    /// A request for sound of that rate.
    package init(rate: Int, grammar: SpeechGrammar? = nil) {
        self.rate = rate
        self.grammar = grammar
    }
}

/// A grammar for a recogniser in JSpeech Grammar Format (W3C note, 2000), with an identity so that it can be cached.
package struct SpeechGrammar: Hashable, Sendable {
    /// The identity: the same text must have the same name.
    package let name: String
    /// The grammar, beginning with `#JSGF V1.0;`; words in lower case.
    package let jsgf: String
    /// Every word that it uses, in lower case, for building a small dictionary.
    package let words: [String]

    /// A grammar of that text.
    package init(name: String, jsgf: String, words: [String]) {
        self.name = name
        self.jsgf = jsgf
        self.words = words
    }
}

/// The words of an utterance.
package struct Transcript: Sendable, Equatable {
    /// One word with its place in the utterance.
    package struct Word: Sendable, Equatable {
        /// In lower case, without punctuation.
        package var text: String
        /// From the start of the utterance.
        package var start: Duration, end: Duration
        /// Between 0 and 1; what it means is the recogniser's own.
        package var confidence: Double

        /// A word at that place.
        package init(_ text: String, start: Duration = .zero, end: Duration = .zero, confidence: Double = 1) {
            self.text = text
            self.start = start
            self.end = end
            self.confidence = confidence
        }
    }

    /// The words in order, without fillers and silences.
    package var words: [Word]
    /// Other readings that the recogniser held possible, best first, at most 20.
    package var alternatives: [String]
    /// The name of the recogniser.
    package var recogniser: String

    /// The words that `recogniser` heard.
    package init(words: [Word], alternatives: [String] = [], recogniser: String) {
        self.words = words
        self.alternatives = alternatives
        self.recogniser = recogniser
    }

    /// The words with single spaces between them.
    package var text: String { words.map(\.text).joined(separator: " ") }
}
