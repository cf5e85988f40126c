import Audio
import Models
import Platform
import Synchronization

/// One utterance in an embedded recogniser: samples go in from any thread, a worker decodes them in order.
/// At most one job of a stream is in the pool at any time; the stream's memory is bounded by `limit`.
final class EmbeddedStream: TranscriptionStream {
    /// The longest utterance.
    static let limit = Duration.seconds(60)
    private let lane: RecognitionLane

    init(_ lane: RecognitionLane) { self.lane = lane }

    deinit { lane.cancel() }

    func append(_ samples: [Int16]) { lane.append(samples) }

    func partial() async throws(ModelError) -> Transcript { try await lane.ask(last: false) }

    func finish() async throws(ModelError) -> Transcript { try await lane.ask(last: true) }

    func cancel() { lane.cancel() }
}

/// The work of one stream, done piece by piece on a worker pool.
final class RecognitionLane: Sendable {
    private typealias Answer = CheckedContinuation<Result<Transcript, ModelError>, Never>

    private struct State {
        var pending: [Int16] = []
        var accepted = 0
        var question: (answer: Answer, last: Bool)?
        var failure: ModelError?
        var closing = false
        var scheduled = false
        var done = false
    }

    private let state = Mutex(State())
    private let pool: DecoderPool
    private let workers: WorkerPool
    private let limit: Int
    private let recognition: Mutex<Recognition>

    init(recognition: sending Recognition, rate: Int, pool: DecoderPool, workers: WorkerPool) {
        self.recognition = Mutex(recognition)
        self.pool = pool
        self.workers = workers
        limit = Int(EmbeddedStream.limit.seconds) * rate
    }

    func append(_ samples: [Int16]) {
        let wake = state.withLock { state in
            guard !state.closing, !state.done else { return false }
            state.accepted += samples.count
            guard state.accepted <= limit else {
                state.failure = .tooLarge
                state.pending = []
                return false
            }
            state.pending += samples
            return Self.schedule(&state)
        }
        if wake { submit() }
    }

    func ask(last: Bool) async throws(ModelError) -> Transcript {
        let answer = await withCheckedContinuation { (continuation: Answer) in
            let (refusal, wake): (ModelError?, Bool) = state.withLock { state in
                if let failure = state.failure { return (failure, false) }
                guard !state.done, !state.closing, state.question == nil else { return (.cancelled, false) }
                state.question = (continuation, last)
                return (nil, Self.schedule(&state))
            }
            if let refusal { continuation.resume(returning: .failure(refusal)) }
            if wake { submit() }
        }
        if last { cancel() }
        return try answer.get()
    }

    func cancel() {
        let wake = state.withLock { state in
            guard !state.done, !state.closing else { return false }
            state.closing = true
            state.pending = []
            return Self.schedule(&state)
        }
        if wake { submit() }
    }

    private static func schedule(_ state: inout State) -> Bool {
        defer { state.scheduled = true }
        return !state.scheduled
    }

    /// The pool has room for one job of every stream that its decoders allow, so that it is full only when stopped.
    private func submit() {
        do throws(WorkerPoolError) { try workers.submit { self.step() } } catch { close(failing: .overloaded) }
    }

    private func step() {
        let (samples, question, closing) = state.withLock { state in
            defer { (state.pending, state.question) = ([], nil) }
            return (state.pending, state.question, state.closing)
        }
        guard !closing else { return close(failing: .cancelled, question) }
        do throws(ModelError) {
            try recognition.withLock { (recognition) throws(ModelError) in
                try recognition.add(samples, from: pool)
                guard let question else { return }
                let transcript = try question.last ? recognition.finish(from: pool) : recognition.partial(from: pool)
                question.answer.resume(returning: .success(transcript))
            }
        } catch {
            return close(failing: error, question)
        }
        again()
    }

    private func again() {
        let more = state.withLock { state in
            let more = !state.pending.isEmpty || state.question != nil || state.closing
            state.scheduled = more
            return more
        }
        if more { submit() }
    }

    private func close(failing error: ModelError, _ taken: (answer: Answer, last: Bool)? = nil) {
        let (first, waiting) = state.withLock { state in
            defer {
                (state.done, state.failure, state.question, state.pending) = (true, state.failure ?? error, nil, [])
            }
            return (!state.done, state.question)
        }
        taken?.answer.resume(returning: .failure(error))
        waiting?.answer.resume(returning: .failure(error))
        if first { pool.release(recognition.withLock { $0.giveBack() }) }
    }
}
