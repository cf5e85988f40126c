import Audio
import EmbeddedSpeech
import Models
import Testing

/// What the tests share: loading models takes a second.
enum Speech {
    static let transcriber = Result { try EmbeddedTranscriber(model: SpeechModelFolder()) }
    static let synthesizer = Result { try EmbeddedSynthesizer() }

    static func spoken(_ text: String, voice: String = "rms") async throws -> (sound: PCM, words: [SpokenPiece.WordEnd])
    {
        var samples = [Int16](repeating: 0, count: 4_000)
        var words: [SpokenPiece.WordEnd] = []
        for try await piece in try synthesizer.get().speak(SpeechRequest(text: text, voice: voice)) {
            let start = PCM(samples, rate: 16_000).duration
            words += piece.words.map { SpokenPiece.WordEnd($0.word, end: $0.end + start) }
            samples += piece.sound.samples
        }
        return (PCM(samples + [Int16](repeating: 0, count: 4_800), rate: 16_000), words)
    }

    static func heard(_ sound: PCM, grammar: SpeechGrammar? = nil, chunk: Int = 320) async throws -> Transcript {
        let stream = try await transcriber.get().open(TranscriptionRequest(rate: sound.rate, grammar: grammar))
        var position = 0
        while position < sound.samples.count {
            let end = min(position + chunk, sound.samples.count)
            stream.append([Int16](sound.samples[position..<end]))
            position = end
        }
        return try await stream.finish()
    }

    static let orders = SpeechGrammar(
        name: "orders",
        jsgf: "#JSGF V1.0;\ngrammar orders;\npublic <order> = book a ( haircut | color ) ( today | tomorrow );\n",
        words: ["book", "a", "haircut", "color", "today", "tomorrow"])
}

@Suite(.serialized) struct RecognitionTests {
    @Test("a sentence of the grammar is heard, with times in order", arguments: [8_000, 16_000, 24_000])
    func grammar(_ rate: Int) async throws {
        let sound = try Resampler.convert(await Speech.spoken("book a haircut tomorrow").sound, to: rate)
        let transcript = try await Speech.heard(sound, grammar: Speech.orders)
        #expect(transcript.text == "book a haircut tomorrow")
        #expect(
            zip(transcript.words, transcript.words.dropFirst()).allSatisfy { $0.end <= $1.start && $0.start < $0.end })
    }

    @Test("the open vocabulary hears most words of an ordinary sentence, with alternatives")
    func open() async throws {
        // The voices are not the same twice and the model misses some renderings: one of six must get through.
        var best = 0.0
        for voice in ["rms", "slt", "kal16"] where best < 0.6 {
            for text in ["how long does it take to get to the airport", "what is the weather in london tomorrow"] {
                let transcript = try await Speech.heard(try await Speech.spoken(text, voice: voice).sound)
                #expect(transcript.alternatives.count <= 20 && !transcript.alternatives.contains(transcript.text))
                let words = text.split(separator: " ")
                let heard = Set(transcript.text.split(separator: " "))
                best = max(best, Double(words.filter(heard.contains).count) / Double(words.count))
            }
        }
        #expect(best >= 0.6)
    }

    @Test("nothing of one utterance changes the next")
    func noMemory() async throws {
        let sound = try await Speech.spoken("the hotel has a very large garden").sound
        let first = try await Speech.heard(sound).text
        _ = try await Speech.heard(PCM(Level.scale(sound.samples.reversed(), by: 12), rate: 16_000))
        #expect(try await Speech.heard(sound).text == first)
        #expect(try await Speech.heard(sound, chunk: 7_777).text == first)
    }

    @Test("a word that the dictionary lacks is named when the grammar is configured")
    func unknownWord() throws {
        let grammar = SpeechGrammar(
            name: "odd", jsgf: "#JSGF V1.0;\ngrammar odd;\npublic <x> = hello | xyzzyq;\n", words: ["hello", "xyzzyq"])
        #expect(throws: EmbeddedSpeechError.unknownWord("xyzzyq", grammar: "odd")) {
            try Speech.transcriber.get().prepare(grammar)
        }
    }

    @Test("a broken grammar is refused", arguments: ["", "#JSGF V1.0;\ngrammar g;\npublic <x> = ( hello ;\n", "hello"])
    func brokenGrammar(_ jsgf: String) throws {
        let grammar = SpeechGrammar(name: "broken", jsgf: jsgf, words: ["hello"])
        #expect(throws: EmbeddedSpeechError.badGrammar(name: "broken")) {
            try Speech.transcriber.get().prepare(grammar)
        }
    }

    @Test("a missing model is named")
    func missingModel() {
        #expect(throws: EmbeddedSpeechError.missingModel(path: "/nowhere/en-us/mdef")) {
            try SpeechModelFolder(path: "/nowhere")
        }
    }

    @Test("no more streams than decoders; a cancelled, dropped or finished stream makes room")
    func bounds() async throws {
        let transcriber = EmbeddedTranscriber(
            model: try SpeechModelFolder(), configuration: .init(streamsPerGrammar: 2, openStreams: 0))
        let request = TranscriptionRequest(rate: 16_000, grammar: Speech.orders)
        await #expect(throws: ModelError.overloaded) {
            _ = try await transcriber.open(TranscriptionRequest(rate: 16_000))
        }
        for _ in 0..<5 {
            let first = try await opened(transcriber, request)
            let second = try await opened(transcriber, request)
            await #expect(throws: ModelError.overloaded) { _ = try await transcriber.open(request) }
            first.cancel()
            _ = try await second.finish()
            await #expect(throws: ModelError.cancelled) { _ = try await first.finish() }
            _ = try await opened(transcriber, request)
        }
    }

    /// A stream, as soon as there is room: a worker gives decoders back in its own time.
    private func opened(
        _ transcriber: EmbeddedTranscriber, _ request: TranscriptionRequest
    ) async throws -> any TranscriptionStream {
        for _ in 0..<1_000_000 {
            if let stream = try? await transcriber.open(request) { return stream }
            await Task.yield()
        }
        return try await transcriber.open(request)
    }

    @Test("sound past the bound is refused at the end, and a partial gives the words so far")
    func limits() async throws {
        let sound = try await Speech.spoken("book a color today").sound
        let stream = try await Speech.transcriber.get().open(TranscriptionRequest(rate: 16_000, grammar: Speech.orders))
        stream.append(sound.samples)
        #expect(try await stream.partial().text == "book a color today")
        for _ in 0..<60 { stream.append([Int16](repeating: 0, count: 16_000)) }
        await #expect(throws: ModelError.tooLarge) { _ = try await stream.finish() }
    }
}
