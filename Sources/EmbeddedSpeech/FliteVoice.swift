import Audio
import CFlite
import Models
import Synchronization

/// One of Flite's voices. The library keeps one object for each in the process; a lock keeps speakers apart.
@safe final class FliteVoice: @unchecked Sendable {
    /// Samples to a piece: 40 ms. Below that, calls cost more than the earlier sound is worth.
    private static let pieceLength: Int32 = 640
    private static let library: Void = { _ = flite_init() }()
    private static let locks = ["slt", "rms", "kal16"].map { _ in SpeakingLock() }

    private let voice: UnsafeMutablePointer<cst_voice>
    private let speaking: SpeakingLock

    /// The voice of that name: slt, rms or kal16.
    init(_ name: String) throws(EmbeddedSpeechError) {
        let index = ["slt", "rms", "kal16"].firstIndex(of: name) ?? 0
        speaking = Self.locks[index]
        let found = unsafe speaking.lock.withLock { _ -> UnsafeMutablePointer<cst_voice>? in
            _ = Self.library
            return switch index {
            case 1: unsafe register_cmu_us_rms(nil)
            case 2: unsafe register_cmu_us_kal16(nil)
            default: unsafe register_cmu_us_slt(nil)
            }
        }
        guard let found = unsafe found else { throw .synthesiser }
        unsafe voice = found
    }

    /// Speaks `sentence` (plain ASCII) and gives its sound to `hear` piece by piece, until that says false.
    func speak(_ sentence: String, _ hear: @escaping (SpokenPiece) -> Bool) {
        speaking.lock.withLock { _ in
            let speech = Speech(hear)
            guard let streaming = unsafe new_audio_streaming_info() else { return }
            unsafe streaming.pointee.min_buffsize = Self.pieceLength
            unsafe streaming.pointee.asc = receive
            unsafe streaming.pointee.userdata = Unmanaged.passUnretained(speech).toOpaque()
            unsafe flite_feat_set(voice.pointee.features, "streaming_info", audio_streaming_info_val(streaming))
            let utterance = unsafe flite_synth_text(sentence, voice)
            if let utterance = unsafe utterance {
                if speech.spoken == 0 { unsafe Self.pass(utterance, to: speech) }
                unsafe delete_utterance(utterance)
            }
            _ = unsafe flite_feat_remove(voice.pointee.features, "streaming_info")
            withExtendedLifetime(speech) {}
        }
    }
}

extension FliteVoice {
    /// The library does not stream every sentence (the callback stays away from most that are one phrase): then
    /// the finished sound is passed on in the same pieces.
    fileprivate static func pass(_ utterance: UnsafeMutablePointer<cst_utterance>, to speech: Speech) {
        guard let wave = unsafe utt_wave(utterance), let samples = unsafe wave.pointee.samples else { return }
        speech.words = unsafe wordEnds(utterance)
        let sound = unsafe [Int16](UnsafeBufferPointer(start: samples, count: max(0, Int(wave.pointee.num_samples))))
        var position = 0
        while position < sound.count {
            let end = min(position + Int(pieceLength), sound.count)
            guard speech.pass([Int16](sound[position..<end]), isLast: end == sound.count) else { return }
            position = end
        }
    }
}

/// Keeps the users of one voice apart.
private final class SpeakingLock: Sendable {
    let lock = Mutex(())
}

/// What one sentence has sounded so far.
private final class Speech {
    let hear: (SpokenPiece) -> Bool
    /// Ends of words from the start of the sentence; filled when the first sound comes.
    var words: [SpokenPiece.WordEnd]?
    var spoken = 0

    init(_ hear: @escaping (SpokenPiece) -> Bool) { self.hear = hear }

    /// Passes on `samples` with the words that end in them; the last piece takes what is left.
    func pass(_ samples: [Int16], isLast: Bool) -> Bool {
        let start = time(spoken)
        spoken += samples.count
        let end = time(spoken)
        let ending = (words ?? []).prefix { isLast || $0.end <= end }
        words?.removeFirst(ending.count)
        let relative = ending.map { SpokenPiece.WordEnd($0.word, end: min(max($0.end - start, .zero), end - start)) }
        return hear(SpokenPiece(sound: PCM(samples, rate: EmbeddedSynthesizer.rate), words: relative))
    }

    private func time(_ samples: Int) -> Duration {
        .nanoseconds(Int64(samples) * 1_000_000_000 / Int64(EmbeddedSynthesizer.rate))
    }
}

/// Flite's callback for each piece of sound.
private func receive(
    _ wave: UnsafePointer<cst_wave>?, _ start: Int32, _ size: Int32, _ last: Int32,
    _ streaming: UnsafeMutablePointer<cst_audio_streaming_info>?
) -> Int32 {
    guard let wave = unsafe wave, let streaming = unsafe streaming, let data = unsafe streaming.pointee.userdata else {
        return Int32(CST_AUDIO_STREAM_STOP)
    }
    let speech = unsafe Unmanaged<Speech>.fromOpaque(data).takeUnretainedValue()
    if speech.words == nil { speech.words = unsafe wordEnds(UnsafeMutablePointer(mutating: streaming.pointee.utt)) }
    let (first, count) = unsafe (Int(start), min(Int(size), Int(wave.pointee.num_samples) - Int(start)))
    guard count >= 0, first >= 0, let samples = unsafe wave.pointee.samples else { return Int32(CST_AUDIO_STREAM_STOP) }
    let piece = unsafe [Int16](UnsafeBufferPointer(start: samples + first, count: count))
    return Int32(speech.pass(piece, isLast: last != 0) ? CST_AUDIO_STREAM_CONT : CST_AUDIO_STREAM_STOP)
}

/// When each token of the text ends, from the utterance's segments. A token is a word as written: `$45` is one.
private func wordEnds(_ utterance: UnsafeMutablePointer<cst_utterance>?) -> [SpokenPiece.WordEnd] {
    guard let utterance = unsafe utterance, unsafe utt_relation_present(utterance, "Token") != 0 else { return [] }
    var ends: [SpokenPiece.WordEnd] = []
    var token = unsafe relation_head(utt_relation(utterance, "Token"))
    while let current = unsafe token {
        if let last = unsafe item_last_daughter(current), let name = unsafe item_feat_string(current, "name") {
            let end = unsafe ffeature_float(
                last, "R:SylStructure.daughtern.daughtern.R:Segment.end")
            let nanoseconds = Int64(max(Double(end), 0) * 1e9)
            unsafe ends.append(SpokenPiece.WordEnd(String(cString: name), end: .nanoseconds(nanoseconds)))
        }
        unsafe token = item_next(current)
    }
    return ends
}
