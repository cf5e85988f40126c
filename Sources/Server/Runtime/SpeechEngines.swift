import EmbeddedSpeech
import Models

/// The speech models of this node, shared by all calls.
struct SpeechEngines: Sendable {
    let transcriber: any Transcriber
    let listener: any ConfirmationListener
    let synthesizer: any Synthesizer

    /// The embedded engines: PocketSphinx and Flite. Loads the open vocabulary once. Blocking; throws
    /// `EmbeddedSpeechError` when the models are not where the configuration says.
    init(_ configuration: SpeechConfiguration) throws(EmbeddedSpeechError) {
        let transcriber = EmbeddedTranscriber(
            model: try SpeechModelFolder(path: configuration.models),
            configuration: .init(threads: configuration.workers))
        self.transcriber = transcriber
        listener = try ConfirmationRecogniser(transcriber)
        synthesizer = try EmbeddedSynthesizer()
    }
}
