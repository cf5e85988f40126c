import Audio
import Models
import Synchronization

/// A text-to-speech model that gives a steady tone in place of speech: an equal of the real ones for tests, simulations
/// and load benches. Every character of the text sounds for the same time, and every word's end is known.
package final class ScriptedSynthesizer: Synthesizer {
    /// Waits for so long; throws when the task is cancelled.
    package typealias Wait = @Sendable (Duration) async throws -> Void

    /// The longest text, as `SpeechRequest` says, in characters.
    package static let maximumText = 1000

    package let name: String
    private let rate: Int
    private let perCharacter: Duration
    private let pieceDuration: Duration
    private let firstPieceAfter: Duration
    private let wait: Wait
    private let failure: @Sendable (SpeechRequest) -> ModelError?
    private let spokenTexts = Mutex<[String]>([])

    /// A synthesiser at `rate` samples per second, whose first piece comes after `firstPieceAfter`. Requests for which
    /// `failure` names an error fail with it.
    package init(
        name: String = "scripted", rate: Int = 24_000, perCharacter: Duration = .milliseconds(60),
        pieceDuration: Duration = .milliseconds(200), firstPieceAfter: Duration = .zero,
        wait: @escaping Wait = { try await Task.sleep(for: $0) },
        failure: @escaping @Sendable (SpeechRequest) -> ModelError? = { _ in nil }
    ) {
        self.name = name
        self.rate = max(1, rate)
        self.perCharacter = perCharacter
        self.pieceDuration = max(.milliseconds(20), pieceDuration)
        self.firstPieceAfter = firstPieceAfter
        self.wait = wait
        self.failure = failure
    }

    /// The texts asked for, at most the first 1,024.
    package var texts: [String] { spokenTexts.withLock { $0 } }

    package func speak(_ request: SpeechRequest) -> AsyncThrowingStream<SpokenPiece, any Error> {
        spokenTexts.withLock { if $0.count < 1024 { $0.append(request.text) } }
        return AsyncThrowingStream { continuation in
            let task = Task {
                do {
                    try await self.play(request, continuation)
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error as? ModelError ?? .cancelled)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func play(
        _ request: SpeechRequest, _ continuation: AsyncThrowingStream<SpokenPiece, any Error>.Continuation
    ) async throws {
        if let error = failure(request) { throw error }
        guard request.text.count <= Self.maximumText else { throw ModelError.tooLarge }
        if firstPieceAfter > .zero { try await wait(firstPieceAfter) }
        for piece in pieces(of: request.text) {
            try Task.checkCancellation()
            continuation.yield(piece)
        }
    }

    /// The whole speech: a pure function of the text.
    package func pieces(of text: String) -> [SpokenPiece] {
        let total = samples(perCharacter * text.count)
        let step = samples(pieceDuration)
        var ends = wordEnds(of: text)[...]
        return stride(from: 0, to: total, by: step).map { start in
            let end = min(start + step, total)
            let here = ends.prefix { samples($0.end) <= end }
            ends = ends.dropFirst(here.count)
            let base = Duration.nanoseconds(Int64(start) * 1_000_000_000 / Int64(rate))
            let words = here.map { SpokenPiece.WordEnd($0.word, end: max(.zero, $0.end - base)) }
            return SpokenPiece(sound: PCM((start..<end).map(tone), rate: rate), words: words)
        }
    }

    /// Where each word ends, counted from the start of the text.
    private func wordEnds(of text: String) -> [SpokenPiece.WordEnd] {
        var ends: [SpokenPiece.WordEnd] = []
        var word = ""
        for (place, character) in (text + " ").enumerated() {
            if character != " " {
                word.append(character)
            } else if !word.isEmpty {
                ends.append(SpokenPiece.WordEnd(word, end: perCharacter * place))
                word = ""
            }
        }
        return ends
    }

    /// A triangle wave of 400 Hz at a quarter of full scale.
    private func tone(_ sample: Int) -> Int16 {
        let phase = sample % max(1, rate / 400) * 400 * 4 * 8192 / rate
        return Int16(clamping: phase < 16_384 ? phase - 8192 : 24_576 - phase)
    }

    private func samples(_ duration: Duration) -> Int {
        let (seconds, rest) = duration.components
        return Int(seconds) * rate + Int(rest / 1_000_000_000) * rate / 1_000_000_000
    }
}
