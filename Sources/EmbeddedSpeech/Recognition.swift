import Audio
import Models

/// One utterance between its samples and its words. Used by one worker at a time.
struct Recognition {
    /// How a decoder is fed.
    enum Feeding: Sendable {
        /// Piece by piece, so that the words are there soon after the end: for slow, open vocabularies.
        case live
        /// All at once when words are asked for, with the cepstral mean of the whole: for fast, small grammars.
        case whole
    }

    private let name: String
    private let feeding: Feeding
    private let resampler: Resampler
    private var noise = ComfortNoise()
    private var decoder: Decoder?
    private var heard: [Int16] = []
    private var isOpen = false

    /// The most alternatives that a transcript carries.
    private static let alternatives = 20

    init(name: String, feeding: Feeding, rate: Int) throws(ModelError) {
        self.name = name
        self.feeding = feeding
        do { resampler = try Resampler(from: rate, to: Decoder.rate) } catch { throw .malformed }
    }

    mutating func add(_ samples: [Int16], from pool: DecoderPool) throws(ModelError) {
        let decoder = try decoder(from: pool)
        let sound = noise.add(to: resampler.process(samples))
        guard feeding == .live else {
            heard += sound
            return
        }
        open(decoder)
        decoder.process(sound, whole: false)
    }

    mutating func partial(from pool: DecoderPool) throws(ModelError) -> Transcript {
        let decoder = try decoder(from: pool)
        if feeding == .whole { decode(decoder) }
        return Transcript(words: decoder.words(), recogniser: name)
    }

    mutating func finish(from pool: DecoderPool) throws(ModelError) -> Transcript {
        let decoder = try decoder(from: pool)
        try add(resampler.finish(), from: pool)
        if feeding == .live { close() } else { decode(decoder) }
        let words = decoder.words()
        let best = words.map(\.text).joined(separator: " ")
        let others = decoder.alternatives(limit: Self.alternatives, besides: best)
        return Transcript(words: words, alternatives: others, recogniser: name)
    }

    /// The decoder, its utterance over; nothing is left here.
    mutating func giveBack() -> Decoder? {
        close()
        defer { decoder = nil }
        return decoder
    }

    private mutating func decode(_ decoder: Decoder) {
        open(decoder)
        decoder.process(heard, whole: true)
        close()
    }

    private mutating func open(_ decoder: Decoder) {
        guard !isOpen else { return }
        decoder.begin()
        isOpen = true
    }

    private mutating func close() {
        guard isOpen else { return }
        decoder?.end()
        isOpen = false
    }

    private mutating func decoder(from pool: DecoderPool) throws(ModelError) -> Decoder {
        if let decoder { return decoder }
        do {
            let taken = try pool.take()
            decoder = taken
            return taken
        } catch { throw .overloaded }
    }
}
