import Models
import Synchronization

/// Decoders of one kind: made when first needed, at most `limit`, each with one stream at a time.
final class DecoderPool: Sendable {
    private struct State {
        var idle: [Decoder] = []
        var lent = 0
    }

    private let state = Mutex(State())
    private let limit: Int
    private let make: @Sendable () throws(EmbeddedSpeechError) -> Decoder

    init(limit: Int, make: @escaping @Sendable () throws(EmbeddedSpeechError) -> Decoder) {
        self.limit = limit
        self.make = make
    }

    /// Makes sure that `count` decoders wait ready, so that no caller waits for one to load.
    func warm(_ count: Int) throws(EmbeddedSpeechError) {
        while state.withLock({ $0.idle.count + $0.lent }) < min(count, limit) {
            let decoder = try make()
            state.withLock { $0.idle.append(decoder) }
        }
    }

    /// Takes a place for one stream; the decoder itself is taken by `take` on a worker.
    func reserve() throws(ModelError) {
        let granted = state.withLock { state in
            guard state.lent < limit else { return false }
            state.lent += 1
            return true
        }
        guard granted else { throw .overloaded }
    }

    /// The decoder of a reserved place: an idle one, or a new one. Blocks while one is made.
    func take() throws(EmbeddedSpeechError) -> Decoder {
        if let idle = state.withLock({ $0.idle.popLast() }) { return idle }
        return try make()
    }

    /// Ends a reservation, with the decoder if it was taken.
    func release(_ decoder: Decoder?) {
        state.withLock { state in
            state.lent -= 1
            if let decoder { state.idle.append(decoder) }
        }
    }
}
