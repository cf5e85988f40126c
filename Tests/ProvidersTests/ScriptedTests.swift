import Audio
import Models
import Synchronization
import Taint
import Testing
import Wire

@testable import Providers

@Suite("Scripted models", .timeLimit(.minutes(1)))
struct ScriptedTests {
    private let request = ModelRequest(instructions: "", conversation: [], tools: [])

    @Test("A scripted model answers by its script, without real time")
    func model() async {
        let waited = Mutex<Duration>(.zero)
        let model = ScriptedModel(
            wait: { time in waited.withLock { $0 += time } },
            answers: [
                [.text("One two."), .pause(.seconds(3600)), .call("t", arguments: "{}"), .call("u", arguments: "x")],
                [.text("Half"), .fail(.overloaded)],
            ])
        #expect(
            await collect(model.respond(to: request))
                == Outcome(events: [
                    .text("One two."), .toolCall(id: "call-1-1", name: "t", arguments: Array("{}".utf8)),
                    .toolCall(id: "call-1-2", name: "u", arguments: Array("x".utf8)),
                    .finished(.toolCalls, .init(outputTokens: 2)),
                ]))
        #expect(await collect(model.respond(to: request)) == Outcome(events: [.text("Half")], error: .overloaded))
        #expect(await collect(model.respond(to: request)) == Outcome(events: [.finished(.stop, .init())]))
        #expect(waited.withLock { $0 } == .seconds(3600))
        #expect(model.requests.count == 3)
    }

    @Test("A scripted model that hangs ends when its task is cancelled")
    func hang() async {
        let model = ScriptedModel(answers: [[.text("a"), .hang]])
        let stream = model.respond(to: request)
        let task = Task { await collect(stream) }
        task.cancel()
        #expect(await task.value.events.count <= 1)
    }

    @Test("A scripted transcriber hears words as far as the sound goes")
    func transcriber() async throws {
        let transcriber = ScriptedTranscriber(sentences: ["Book a Haircut", "no"])
        let stream = try await transcriber.open(TranscriptionRequest(rate: 8000))
        #expect(try await stream.partial().text == "")
        stream.append([Int16](repeating: 0, count: 4800))
        #expect(try await stream.partial().text == "book a")
        #expect(try await stream.finish().text == "book a haircut")
        let second = try await transcriber.open(TranscriptionRequest(rate: 8000))
        second.append([Int16](repeating: 0, count: 8000 * 61))
        await #expect(throws: ModelError.tooLarge) { try await second.finish() }
        let third = try await transcriber.open(TranscriptionRequest(rate: 8000))
        #expect(try await third.finish().words.isEmpty)
    }

    @Test("A scripted transcriber can refuse")
    func refusal() async {
        let full = ScriptedTranscriber { _ throws(ModelError) in throw .overloaded }
        await #expect(throws: ModelError.overloaded) { _ = try await full.open(TranscriptionRequest(rate: 8000)) }
    }

    @Test("A scripted synthesiser sounds for as long as the text is, and says when each word ends")
    func synthesizer() async throws {
        let synthesizer = ScriptedSynthesizer(rate: 8000)
        var pieces: [SpokenPiece] = []
        for try await piece in synthesizer.speak(SpeechRequest(text: "Yes please")) { pieces.append(piece) }
        #expect(pieces.map(\.sound.duration) == [200, 200, 200].map { .milliseconds($0) })
        #expect(pieces.map { $0.words.map(\.word) } == [["Yes"], [], ["please"]])
        #expect(pieces[0].words[0].end == .milliseconds(180))
        #expect(pieces[2].words[0].end == .milliseconds(200))
        #expect(pieces[0].sound.samples.max() ?? 0 > 7000)
        #expect(pieces == synthesizer.pieces(of: "Yes please"))
        #expect(synthesizer.texts == ["Yes please"])
    }

    @Test("A scripted synthesiser refuses what the real ones refuse")
    func limits() async {
        let long = SpeechRequest(text: String(repeating: "a", count: 1001))
        await #expect(throws: ModelError.tooLarge) { for try await _ in ScriptedSynthesizer().speak(long) {} }
        let failing = ScriptedSynthesizer(failure: { _ in .overloaded })
        await #expect(throws: ModelError.overloaded) {
            for try await _ in failing.speak(SpeechRequest(text: "a")) {}
        }
    }
}
