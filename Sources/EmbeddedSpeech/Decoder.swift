import CPocketSphinx
import Glibc
import Models
import Synchronization

/// One PocketSphinx decoder. It serves one utterance at a time, on one thread at a time; `DecoderPool` sees to that.
/// Nothing of an utterance stays in it: noise estimate and cepstral mean are forgotten before the next.
@safe final class Decoder: @unchecked Sendable {
    /// The sample rate of the acoustic model.
    static let rate = 16_000
    /// The frames per second that word times are counted in.
    private static let frameRate = 100
    /// The mean to start from: the model's own `-cmninit`.
    private static let mean: [Float] = [
        41, -5.29, -0.12, 5.09, 2.48, -4.07, -1.37, -1.78, -5.08, -2.05, -6.45, -1.42, 1.17,
    ]
    /// The fewest frames of speech whose mean is better than the model's own.
    private static let meanFrames = 30
    /// How many paths of the lattice are looked at to find 20 different readings.
    private static let pathLimit = 60
    /// Building decoders touches tables of the library that are not its own.
    private static let building = Mutex(())

    private let decoder: OpaquePointer

    /// A decoder with those settings (the library's own option names, `-hmm` first). Slow: up to a second.
    init(_ settings: [Setting]) throws(EmbeddedSpeechError) {
        let made = unsafe Self.building.withLock { _ -> OpaquePointer? in
            sayso_ps_silence()
            guard let configuration = unsafe sayso_ps_configuration() else { return nil }
            defer { unsafe cmd_ln_free_r(configuration) }
            for setting in settings { unsafe setting.apply(configuration) }
            return unsafe ps_init(configuration)
        }
        guard let made = unsafe made else { throw .recogniser }
        unsafe decoder = made
    }

    deinit { unsafe ps_free(decoder) }

    /// Begins an utterance as if the decoder were new. `beginning`, its first second or so, gives the cepstral mean
    /// that piecewise decoding starts from; a wrong one costs every second word.
    func begin(with beginning: [Int16] = []) {
        sayso_ps_silence()
        let start = mean(of: beginning) ?? Self.mean
        unsafe start.withUnsafeBufferPointer { mean in
            unsafe sayso_ps_forget(decoder, mean.baseAddress, Int32(mean.count))
        }
        unsafe ps_start_utt(decoder)
    }

    private func mean(of samples: [Int16]) -> [Float]? {
        guard !samples.isEmpty else { return nil }
        var mean = [Float](repeating: 0, count: 64)
        let frames = unsafe samples.withUnsafeBufferPointer { samples in
            unsafe mean.withUnsafeMutableBufferPointer { mean in
                unsafe sayso_ps_mean(decoder, samples.baseAddress, samples.count, mean.baseAddress)
            }
        }
        return frames >= Self.meanFrames ? [Float](mean.prefix(Self.mean.count)) : nil
    }

    /// Searches on through `samples`; `whole` when they are all of the utterance.
    func process(_ samples: [Int16], whole: Bool) {
        guard !samples.isEmpty else { return }
        _ = unsafe samples.withUnsafeBufferPointer { buffer in
            unsafe ps_process_raw(decoder, buffer.baseAddress, buffer.count, 0, whole ? 1 : 0)
        }
    }

    /// Ends the utterance; its words can be asked for until the next begins.
    func end() { unsafe ps_end_utt(decoder) }

    /// The best words so far, without fillers, silences and the marks of alternative pronunciations.
    func words() -> [Transcript.Word] {
        var words: [Transcript.Word] = []
        var segment = unsafe ps_seg_iter(decoder)
        while let current = unsafe segment {
            if let word = unsafe word(of: current) { words.append(word) }
            unsafe segment = ps_seg_next(current)
        }
        return words
    }

    /// Other readings, best first, at most `limit`.
    func alternatives(limit: Int, besides best: String) -> [String] {
        var readings: [String] = []
        var (path, looked) = unsafe (ps_nbest(decoder), 0)
        while let current = unsafe path {
            guard looked < Self.pathLimit, readings.count < limit else {
                unsafe ps_nbest_free(current)
                break
            }
            if let text = unsafe ps_nbest_hyp(current, nil) {
                let reading = unsafe Self.plain(String(cString: text))
                if reading != best, !readings.contains(reading) { readings.append(reading) }
            }
            looked += 1
            unsafe path = ps_nbest_next(current)
        }
        return readings
    }

    private func word(of segment: OpaquePointer) -> Transcript.Word? {
        guard let name = unsafe ps_seg_word(segment) else { return nil }
        let text = unsafe Self.plain(String(cString: name))
        guard !text.isEmpty else { return nil }
        var (first, last): (Int32, Int32) = (0, 0)
        unsafe ps_seg_frames(segment, &first, &last)
        let probability = unsafe logmath_exp(ps_get_logmath(decoder), ps_seg_prob(segment, nil, nil, nil))
        return Transcript.Word(
            text, start: Self.time(first), end: Self.time(last + 1), confidence: min(max(probability, 0), 1))
    }

    private static func time(_ frame: Int32) -> Duration { .milliseconds(Int64(frame) * 1000 / Int64(frameRate)) }

    /// The words of a reading: no `<sil>`, `[NOISE]`, `++BREATH++`, and `read` for `read(2)`.
    private static func plain(_ reading: String) -> String {
        reading.utf8.split(separator: UInt8(ascii: " ")).compactMap { word in
            guard let first = word.first, !"<[+".utf8.contains(first) else { return nil }
            return String(decoding: word.prefix { $0 != UInt8(ascii: "(") }, as: UTF8.self)
        }.joined(separator: " ")
    }
}

/// One option of a decoder's configuration.
struct Setting: Sendable {
    enum Value: Sendable {
        case text(String)
        case whole(Int)
        case real(Double)
    }

    let name: String
    let value: Value

    init(_ name: String, _ value: Value) {
        self.name = name
        self.value = value
    }

    func apply(_ configuration: OpaquePointer) {
        switch value {
        case .text(let text): unsafe cmd_ln_set_str_r(configuration, name, text)
        case .whole(let number): unsafe cmd_ln_set_int_r(configuration, name, number)
        case .real(let number): unsafe cmd_ln_set_float_r(configuration, name, number)
        }
    }
}
