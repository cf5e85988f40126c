import CSpeexDSP

/// Converts one stream of sound from one rate to another (SpeexDSP's windowed-sinc resampler).
///
/// It keeps its state between calls, so that cutting the stream elsewhere does not change the result.
/// The filter's delay is taken out at the start: sample `n` of the output is the sound at `n / outputRate` seconds.
/// One stream belongs to one task at a time.
@safe package final class Resampler {
    /// Samples per second that go in and come out.
    package let inputRate: Int, outputRate: Int
    private let state: OpaquePointer?

    /// A resampler for a new stream. `quality` goes from 0 to 10; 5 keeps everything a recogniser or telephone hears.
    /// Rates go from 8,000 to 48,000 samples per second.
    package init(from inputRate: Int, to outputRate: Int, quality: Int = 5) throws(AudioError) {
        let rates = 8_000...48_000
        guard rates.contains(inputRate) else { throw .unsupportedRate(inputRate) }
        guard rates.contains(outputRate) else { throw .unsupportedRate(outputRate) }
        self.inputRate = inputRate
        self.outputRate = outputRate
        guard inputRate != outputRate else {
            unsafe state = nil
            return
        }
        var status: Int32 = 0
        unsafe state = speex_resampler_init(
            1, UInt32(inputRate), UInt32(outputRate), Int32(min(max(quality, 0), 10)), &status)
        guard status == 0, unsafe state != nil else { throw .library }
        unsafe speex_resampler_skip_zeros(state)
    }

    deinit { if let state = unsafe state { unsafe speex_resampler_destroy(state) } }

    /// The sound that `samples` complete; may be a few samples less or more than the ratio says.
    package func process(_ samples: [Int16]) -> [Int16] {
        guard let state = unsafe state else { return samples }
        var result: [Int16] = []
        var done = 0
        while done < samples.count {
            let (consumed, piece) = unsafe convert(samples[done...], with: state)
            result += piece
            guard consumed > 0 || !piece.isEmpty else { break }
            done += consumed
        }
        return result
    }

    /// The end of the stream: the sound still inside the filter. The stream is over after it.
    package func finish() -> [Int16] {
        guard let state = unsafe state else { return [] }
        return unsafe process([Int16](repeating: 0, count: Int(speex_resampler_get_input_latency(state))))
    }

    /// The whole of `sound` at `rate`, aligned and with the length that the ratio says.
    package static func convert(_ sound: PCM, to rate: Int) throws(AudioError) -> PCM {
        guard sound.rate != rate else { return sound }
        let resampler = try Resampler(from: sound.rate, to: rate)
        let samples = resampler.process(sound.samples) + resampler.finish()
        return PCM([Int16](samples.prefix((sound.samples.count * rate + sound.rate - 1) / sound.rate)), rate: rate)
    }

    private func convert(_ input: ArraySlice<Int16>, with state: OpaquePointer) -> (Int, [Int16]) {
        let room = input.count * outputRate / inputRate + 64
        var (consumed, produced) = (UInt32(input.count), UInt32(room))
        let piece = unsafe [Int16](unsafeUninitializedCapacity: room) { output, count in
            _ = unsafe input.withUnsafeBufferPointer { buffer in
                unsafe speex_resampler_process_int(
                    state, 0, buffer.baseAddress, &consumed, output.baseAddress, &produced)
            }
            count = min(Int(produced), room)
        }
        return (Int(consumed), piece)
    }
}
