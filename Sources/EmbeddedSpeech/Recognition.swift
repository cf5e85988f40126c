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

    /// How much sound is gathered before piecewise decoding begins, in samples: 1.5 seconds.
    private static let beginning = 24_000
    /// How many samples are decoded at a time: 100 ms.
    private static let block = 1_600
    /// The most alternatives that a transcript carries.
    private static let alternatives = 20

    init(name: String, feeding: Feeding, rate: Int) throws(ModelError) {
        self.name = name
        self.feeding = feeding
        do { resampler = try Resampler(from: rate, to: Decoder.rate) } catch { throw .malformed }
    }

    mutating func add(_ samples: [Int16], from pool: DecoderPool) throws(ModelError) {
        let decoder = try decoder(from: pool)
        heard += noise.add(to: resampler.process(samples))
        if feeding == .live, isOpen || heard.count >= Self.beginning { feed(decoder) }
    }

    mutating func partial(from pool: DecoderPool) throws(ModelError) -> Transcript {
        let decoder = try decoder(from: pool)
        let none = Transcript(words: [], recogniser: name)
        if feeding == .whole { decode(decoder) } else if isOpen { feed(decoder) } else { return none }
        return Transcript(words: decoder.words(), recogniser: name)
    }

    mutating func finish(from pool: DecoderPool) throws(ModelError) -> Transcript {
        let decoder = try decoder(from: pool)
        try add(resampler.finish(), from: pool)
        if feeding == .live, isOpen { feed(decoder, last: true) } else { decode(decoder) }
        close()
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

    /// Decodes what has come since the last time: in blocks of one length, so that the words do not depend on how the
    /// sound arrived; the rest of a block when it is the `last`.
    private mutating func feed(_ decoder: Decoder, last: Bool = false) {
        if !isOpen { decoder.begin(with: [Int16](heard.prefix(Self.beginning))) }
        isOpen = true
        while heard.count >= Self.block {
            decoder.process([Int16](heard.prefix(Self.block)), whole: false)
            heard.removeFirst(Self.block)
        }
        guard last else { return }
        decoder.process(heard, whole: false)
        heard = []
    }

    private mutating func decode(_ decoder: Decoder) {
        decoder.begin()
        isOpen = true
        decoder.process(heard, whole: true)
        close()
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
