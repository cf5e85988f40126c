import Audio
import Models
import Platform
import Synchronization

/// PocketSphinx as a `Transcriber`: grammars over small dictionaries, or the open English vocabulary.
/// Needs no account and no network; American English.
package final class EmbeddedTranscriber: Transcriber {
    /// How much of the machine it may use.
    package struct Configuration: Sendable {
        /// Threads that decode.
        package var threads: Int
        /// The most streams at a time for each grammar, and for the open vocabulary (about 95 MB each).
        package var streamsPerGrammar: Int, openStreams: Int
        /// The most different grammars.
        package var grammars: Int

        /// A configuration for a machine of two cores.
        package init(threads: Int = 2, streamsPerGrammar: Int = 16, openStreams: Int = 2, grammars: Int = 64) {
            self.threads = threads
            self.streamsPerGrammar = streamsPerGrammar
            self.openStreams = openStreams
            self.grammars = grammars
        }
    }

    package let name = "pocketsphinx"
    private let model: SpeechModelFolder
    private let configuration: Configuration
    private let workers: WorkerPool
    private let openPool: DecoderPool
    private let grammarPools = Mutex<[SpeechGrammar: DecoderPool]>([:])

    /// The largest grammar, in bytes, and the most words in one.
    static let grammarLimit = (bytes: 256 << 10, words: 4_096)

    /// A transcriber over the model in `model`. Loads nothing yet: see `prepare` and `warm`.
    package init(model: SpeechModelFolder, configuration: Configuration = Configuration()) {
        self.model = model
        self.configuration = configuration
        // One job for each stream that may be open, and one that is just being closed.
        let streams = configuration.grammars * configuration.streamsPerGrammar + configuration.openStreams
        workers = WorkerPool(name: "recognise", threads: configuration.threads, queueLimit: 2 * streams)
        openPool = DecoderPool(limit: configuration.openStreams) { () throws(EmbeddedSpeechError) in
            try Decoder.open(model)
        }
    }

    deinit { workers.stop() }

    /// Checks `grammar` and loads its first decoders; blocks for tens of milliseconds. Do it when an agent is
    /// configured: `open` with a grammar that was not prepared does the same in the call's time.
    package func prepare(_ grammar: SpeechGrammar, decoders: Int = 1) throws(EmbeddedSpeechError) {
        try pool(for: grammar).warm(decoders)
    }

    /// Loads open-vocabulary decoders ahead of calls; blocks for about half a second each.
    package func warmOpenVocabulary(decoders: Int = 1) throws(EmbeddedSpeechError) { try openPool.warm(decoders) }

    package func open(_ request: TranscriptionRequest) async throws(ModelError) -> any TranscriptionStream {
        try begin(request, feeding: request.grammar == nil ? .live : .whole)
    }

    /// Begins an utterance with a choice of when it is decoded.
    func begin(
        _ request: TranscriptionRequest, feeding: Recognition.Feeding
    ) throws(ModelError) -> any TranscriptionStream {
        let pool: DecoderPool
        do { pool = try request.grammar.map(self.pool(for:)) ?? openPool } catch { throw .malformed }
        let recognition = try Recognition(
            name: request.grammar == nil ? "pocketsphinx-open" : "pocketsphinx-grammar",
            feeding: feeding, rate: request.rate)
        try pool.reserve()
        return EmbeddedStream(
            RecognitionLane(recognition: recognition, rate: request.rate, pool: pool, workers: workers))
    }

    private func pool(for grammar: SpeechGrammar) throws(EmbeddedSpeechError) -> DecoderPool {
        if let pool = grammarPools.withLock({ $0[grammar] }) { return pool }
        guard grammar.jsgf.utf8.count <= Self.grammarLimit.bytes, grammar.words.count <= Self.grammarLimit.words,
            grammarPools.withLock({ $0.count }) < configuration.grammars
        else { throw .badGrammar(name: grammar.name) }
        let dictionary = try PronouncingDictionary(path: model.dictionary)
            .excerpt(for: grammar.words, grammar: grammar.name)
        let pool = DecoderPool(limit: configuration.streamsPerGrammar) { [model] () throws(EmbeddedSpeechError) in
            try Decoder.constrained(model, dictionary: dictionary, grammar: grammar)
        }
        try pool.warm(1)
        return grammarPools.withLock { pools in
            if let earlier = pools[grammar] { return earlier }
            pools[grammar] = pool
            return pool
        }
    }
}

extension Decoder {
    /// A decoder for the whole English dictionary and language model.
    static func open(_ model: SpeechModelFolder) throws(EmbeddedSpeechError) -> Decoder {
        try Decoder([
            Setting("-hmm", .text(model.acousticModel)), Setting("-dict", .text(model.dictionary)),
            // The second pass over the words of the first takes a quarter of the time and heard less, not more.
            Setting("-lm", .text(model.languageModel)), Setting("-fwdflat", .whole(0)),
        ])
    }

    /// A decoder for `grammar`, over just its words.
    static func constrained(
        _ model: SpeechModelFolder, dictionary: [UInt8], grammar: SpeechGrammar
    ) throws(EmbeddedSpeechError) -> Decoder {
        guard let words = TemporaryFile(dictionary), let rules = TemporaryFile([UInt8](grammar.jsgf.utf8)) else {
            throw .recogniser
        }
        // The library reads both files while it starts.
        return try withExtendedLifetime((words, rules)) { () throws(EmbeddedSpeechError) in
            do throws(EmbeddedSpeechError) {
                return try Decoder([
                    Setting("-hmm", .text(model.acousticModel)), Setting("-dict", .text(words.path)),
                    Setting("-jsgf", .text(rules.path)), Setting("-bestpath", .whole(0)),
                ])
            } catch { throw .badGrammar(name: grammar.name) }
        }
    }
}
