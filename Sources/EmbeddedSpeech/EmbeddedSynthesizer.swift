import Audio
import Models
import Platform
import Synchronization

/// Flite as a `Synthesizer`: 16 kHz, three American voices, no account and no network.
///
/// A voice is a singleton of the library and can speak one sentence at a time, so each has a thread of its own.
package final class EmbeddedSynthesizer: Synthesizer {
    package let name = "flite"
    /// Samples per second of what it speaks.
    package static let rate = 16_000
    /// The voices by name, the default first.
    package static let voices = ["slt", "rms", "kal16"]
    /// The longest text, in UTF-8 bytes.
    private static let longest = 4_000

    private let lanes: [String: (voice: FliteVoice, workers: WorkerPool)]

    /// A synthesiser; loads all voices. `waiting` is how many sentences may wait for one voice.
    package init(waiting: Int = 64) throws(EmbeddedSpeechError) {
        var lanes: [String: (voice: FliteVoice, workers: WorkerPool)] = [:]
        for name in Self.voices {
            let workers = WorkerPool(name: "speak-\(name)", threads: 1, queueLimit: waiting)
            lanes[name] = (try FliteVoice(name), workers)
        }
        self.lanes = lanes
    }

    deinit { for lane in lanes.values { lane.workers.stop() } }

    package func speak(_ request: SpeechRequest) -> AsyncThrowingStream<SpokenPiece, any Error> {
        let (stream, continuation) = AsyncThrowingStream.makeStream(of: SpokenPiece.self)
        guard request.text.utf8.count <= Self.longest else {
            continuation.finish(throwing: ModelError.tooLarge)
            return stream
        }
        guard let lane = lanes[request.voice] ?? lanes[Self.voices[0]] else {
            continuation.finish(throwing: ModelError.unreachable)
            return stream
        }
        let stopped = Stop()
        continuation.onTermination = { _ in stopped.set() }
        do throws(WorkerPoolError) {
            try lane.workers.submit {
                Self.speak(request.text, with: lane.voice, until: stopped, into: continuation)
            }
        } catch { continuation.finish(throwing: ModelError.overloaded) }
        return stream
    }

    private static func speak(
        _ text: String, with voice: FliteVoice, until stopped: Stop,
        into continuation: AsyncThrowingStream<SpokenPiece, any Error>.Continuation
    ) {
        for sentence in SentenceSplitter.pieces(of: text) where !stopped.isSet {
            voice.speak(sentence) { piece in
                continuation.yield(piece)
                return !stopped.isSet
            }
        }
        continuation.finish()
    }
}

/// A flag that once set stays set.
final class Stop: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .acquiring) }

    func set() { flag.store(true, ordering: .releasing) }
}
