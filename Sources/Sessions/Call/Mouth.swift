import Audio

/// Sentences on their way into sound, one at a time, at the rate that the client wants.
struct Mouth {
    let outputRate: Int
    /// Changes whenever everything is stopped, so that late sound is recognised as late.
    private(set) var round = 0
    var task: Task<Void, Never>?
    private var waiting: [(Int, String)] = []
    private var isBusy = false
    private var resampler: Resampler?

    init(outputRate: Int) { self.outputRate = outputRate }

    mutating func enqueue(_ sentence: Int, _ text: String) { waiting.append((sentence, text)) }

    /// The next sentence, if none is being made.
    mutating func next() -> (Int, String)? {
        guard !isBusy, !waiting.isEmpty else { return nil }
        isBusy = true
        resampler = nil
        return waiting.removeFirst()
    }

    mutating func finished() { isBusy = false }

    mutating func stop() {
        task?.cancel()
        task = nil
        waiting = []
        isBusy = false
        round += 1
    }

    /// The sound at the output rate.
    mutating func convert(_ sound: PCM) throws(AudioError) -> [Int16] {
        guard sound.rate != outputRate else { return sound.samples }
        if resampler == nil { resampler = try Resampler(from: sound.rate, to: outputRate) }
        return resampler?.process(sound.samples) ?? []
    }

    /// The rest that the conversion held back.
    mutating func flush() -> [Int16] { resampler?.finish() ?? [] }
}
