import Audio
import Models
import Synchronization

/// A speech-to-text model that hears what a script says: an equal of the real ones for tests, simulations and load
/// benches. It looks at the sound's length only: a partial transcript holds the words whose end lies within the sound
/// so far.
package final class ScriptedTranscriber: Transcriber {
    /// What the script may look at.
    package struct Utterance: Sendable {
        /// The place of this utterance among those opened, counted from 1.
        package var number: Int
        /// What was asked for.
        package var request: TranscriptionRequest
    }

    package let name: String
    private let maximumSound: Duration
    private let script: @Sendable (Utterance) throws(ModelError) -> Transcript
    private let opened = Mutex(0)

    /// A transcriber that hears in every utterance what `script` says, and refuses what the script throws. Sound longer
    /// than `maximumSound` makes `finish` throw `tooLarge`.
    package init(
        name: String = "scripted", maximumSound: Duration = .seconds(60),
        script: @escaping @Sendable (Utterance) throws(ModelError) -> Transcript
    ) {
        self.name = name
        self.maximumSound = maximumSound
        self.script = script
    }

    /// A transcriber that hears those sentences one after the other, each word lasting 300 ms, and then nothing.
    package convenience init(name: String = "scripted", sentences: [String]) {
        self.init(name: name) { utterance in
            let sentence = utterance.number <= sentences.count ? sentences[utterance.number - 1] : ""
            return Transcript(words: Self.words(of: sentence), recogniser: name)
        }
    }

    package func open(_ request: TranscriptionRequest) async throws(ModelError) -> any TranscriptionStream {
        guard request.rate > 0 else { throw .malformed }
        let number = opened.withLock { opened in
            opened += 1
            return opened
        }
        let transcript = try script(Utterance(number: number, request: request))
        return ScriptedTranscription(transcript, rate: request.rate, maximum: maximumSound)
    }

    /// The words of a sentence, each `each` long, the first beginning at the start.
    package static func words(of sentence: String, each: Duration = .milliseconds(300)) -> [Transcript.Word] {
        sentence.split(separator: " ").enumerated().map { place, word in
            Transcript.Word(word.lowercased(), start: each * place, end: each * (place + 1))
        }
    }
}

/// One scripted utterance.
private final class ScriptedTranscription: TranscriptionStream {
    private let transcript: Transcript
    private let rate: Int
    private let maximum: Duration
    private let samples = Mutex(0)

    init(_ transcript: Transcript, rate: Int, maximum: Duration) {
        self.transcript = transcript
        self.rate = rate
        self.maximum = maximum
    }

    func append(_ samples: [Int16]) { self.samples.withLock { $0 += samples.count } }

    func partial() async throws(ModelError) -> Transcript {
        var heard = transcript
        let duration = self.duration
        heard.words.removeAll { $0.end > duration }
        heard.alternatives = []
        return heard
    }

    func finish() async throws(ModelError) -> Transcript {
        guard duration <= maximum else { throw .tooLarge }
        return transcript
    }

    func cancel() {}

    private var duration: Duration { .nanoseconds(samples.withLock { Int64($0) } * 1_000_000_000 / Int64(rate)) }
}
