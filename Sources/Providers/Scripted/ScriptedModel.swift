import Models
import Primitives
import Synchronization

/// A language model that answers by a script: an equal of the real ones for tests, simulations and load benches.
/// The same requests in the same order bring the same answers; waiting goes through a function that is passed in, so
/// a simulation needs no real time.
package final class ScriptedModel: LanguageModel {
    /// One step of an answer.
    package enum Step: Sendable, Equatable {
        /// Says these words.
        case text(String)
        /// Proposes this call; the id is made from the place of the answer and of the call in it: `call-1-2`.
        case call(String, arguments: String)
        /// Waits.
        case pause(Duration)
        /// Breaks off.
        case fail(ModelError)
        /// Never says another word; only the deadline of the one who waits, or cancelling, ends it.
        case hang
    }

    /// Waits for so long; throws when the task is cancelled.
    package typealias Wait = @Sendable (Duration) async throws -> Void

    /// The most requests that are kept for a test to look at.
    package static let maximumRecorded = 1024

    package let name: String
    private let script: @Sendable (_ number: Int, ModelRequest) -> [Step]
    private let wait: Wait
    private let record = Mutex<(count: Int, requests: [ModelRequest])>((0, []))

    /// A model whose answer to its request `number`, counted from 1, is what `script` says.
    package init(
        name: String = "scripted", wait: @escaping Wait = { try await Task.sleep(for: $0) },
        script: @escaping @Sendable (_ number: Int, ModelRequest) -> [Step]
    ) {
        self.name = name
        self.wait = wait
        self.script = script
    }

    /// A model that gives those answers one after the other, and after the last one answers with nothing to say.
    package convenience init(
        name: String = "scripted", wait: @escaping Wait = { try await Task.sleep(for: $0) }, answers: [[Step]]
    ) {
        self.init(name: name, wait: wait) { number, _ in number <= answers.count ? answers[number - 1] : [] }
    }

    /// The requests so far, at most `maximumRecorded`.
    package var requests: [ModelRequest] { record.withLock { $0.requests } }

    package func respond(to request: ModelRequest) -> AsyncThrowingStream<ModelEvent, any Error> {
        let number = record.withLock { record in
            record.count += 1
            if record.requests.count < Self.maximumRecorded { record.requests.append(request) }
            return record.count
        }
        let steps = script(number, request)
        return AsyncThrowingStream { continuation in
            let task = Task { await self.play(steps, number, continuation) }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func play(
        _ steps: [Step], _ number: Int, _ continuation: AsyncThrowingStream<ModelEvent, any Error>.Continuation
    ) async {
        var calls = 0
        var words = 0
        for step in steps {
            do {
                if let event = try await event(of: step, number, &calls, &words) { continuation.yield(event) }
            } catch {
                return continuation.finish(throwing: error as? ModelError ?? .cancelled)
            }
        }
        let usage = ModelEvent.Usage(inputTokens: 0, outputTokens: words)
        continuation.yield(.finished(calls == 0 ? .stop : .toolCalls, usage))
        continuation.finish()
    }

    private func event(
        of step: Step, _ number: Int, _ calls: inout Int, _ words: inout Int
    ) async throws -> ModelEvent? {
        try Task.checkCancellation()
        switch step {
        case .text(let text):
            words += text.split(separator: " ").count
            return .text(text)
        case .call(let name, let arguments):
            calls += 1
            return .toolCall(id: "call-\(number)-\(calls)", name: name, arguments: Array(arguments.utf8))
        case .pause(let duration): try await wait(duration)
        case .fail(let error): throw error
        case .hang: while true { try await wait(.seconds(3600)) }
        }
        return nil
    }
}
