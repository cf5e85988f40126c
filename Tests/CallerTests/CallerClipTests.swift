import Audio
import Dialogue
import EmbeddedSpeech
import Glibc
import Models
import Primitives
import Testing
import Wire
import YAML

/// The demo's callers, from their clips through the recogniser, as the gateway hears them.
@Suite(.serialized) struct CallerClipTests {
    private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    private static let transcriber = Result { try EmbeddedTranscriber(model: SpeechModelFolder()) }
    static let voices = ["female", "male", "elder"]

    /// The lines of `sentences.txt`.
    static let sentences: [(id: String, voice: String, text: String)] = {
        let lines = String(decoding: bytes("sentences.txt"), as: UTF8.self).split(separator: "\n")
        return lines.filter { !$0.hasPrefix("#") }.compactMap { line in
            let fields = line.split(separator: "|").map(String.init)
            return fields.count == 3 ? (fields[0], fields[1], fields[2]) : nil
        }
    }()

    private static func bytes(_ path: String) -> [UInt8] { file("Demo/clips/" + path) }

    private static func file(_ path: String) -> [UInt8] {
        guard let file = unsafe fopen("\(root)/\(path)", "rbe") else { return [] }
        defer { unsafe fclose(file) }
        var (bytes, chunk): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 1 << 16))
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    private static func clip(_ voice: String, _ id: String) throws -> [Int16] {
        let sound = try WAV.parse(bytes("\(voice)/\(id).wav"))
        #expect(sound.rate == 16_000)
        return sound.samples
    }

    private static func grammar() throws -> SpeechGrammar {
        let tenant = try YAMLDocument.parse(file("Demo/studio.yaml"), file: "studio.yaml").json
        let dialogue = try #require(tenant["agents"]?.arrayValue?.first?["dialogue"])
        return try DialogueConfiguration(dialogue).grammar
    }

    private static func pause(_ milliseconds: Int) -> [Int16] { [Int16](repeating: 0, count: 16 * milliseconds) }

    /// As the dialogue engine reads it: no fillers, and `hair cut` is a haircut.
    private static func plain(_ text: String) -> String {
        let words = text.split(separator: " ").filter { $0 != "uh" && $0 != "um" }.joined(separator: " ")
        guard let gap = words.utf8.firstRange(of: "hair cut".utf8) else { return words }
        return String(words[..<gap.lowerBound]) + "haircut" + String(words[gap.upperBound...])
    }

    @Test("every sentence of the callers is heard word for word by the demo agent's grammar")
    func sentencesAreHeard() async throws {
        let grammar = try Self.grammar()
        for sentence in Self.sentences {
            let stream = try await Self.transcriber.get().open(TranscriptionRequest(rate: 16_000, grammar: grammar))
            stream.append(Self.pause(200) + (try Self.clip(sentence.voice, sentence.id)) + Self.pause(400))
            let heard = Self.plain(try await stream.finish().text)
            #expect(heard == sentence.text, "\(sentence.id), \(sentence.voice)")
        }
    }

    @Test("an answer put together from clips of single words confirms its challenge and no other", arguments: voices)
    func answers(_ voice: String) async throws {
        var generator = SeededGenerator(seed: 4)
        let recogniser = try ConfirmationRecogniser(Self.transcriber.get())
        var confirmed = 0
        for _ in 0..<4 {
            let challenge = ChallengeVocabulary.challenge(using: &generator)
            let words = try (ChallengeVocabulary.lead + challenge).map {
                try Self.clip(voice, "say-\($0)") + Self.pause(150)
            }
            let sound = PCM(Self.pause(200) + words.flatMap(\.self) + Self.pause(250), rate: 16_000)
            let evidence = try await recogniser.listen(to: sound, expecting: challenge)
            let judgement = ConfirmationRule.judge(evidence, challenge: challenge)
            print(voice, challenge, judgement, evidence.constrained.text, "/", evidence.open.text)
            confirmed += judgement == .confirmed ? 1 : 0
            let other = ChallengeVocabulary.challenge(using: &generator)
            if other != challenge { #expect(ConfirmationRule.judge(evidence, challenge: other) != .confirmed) }
        }
        #expect(confirmed >= 3)
    }

    @Test("the caller's no is a refusal")
    func refusal() async throws {
        let recogniser = try ConfirmationRecogniser(Self.transcriber.get())
        let sound = PCM(Self.pause(200) + (try Self.clip("male", "b-no")) + Self.pause(300), rate: 16_000)
        let evidence = try await recogniser.listen(to: sound, expecting: ["music", "market", "chicago"])
        #expect(ConfirmationRule.judge(evidence, challenge: ["music", "market", "chicago"]) == .declined)
    }
}
