/// Why sound could not be read or converted. Holds nothing of the sound itself.
package enum AudioError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The rate, in samples per second, is none that this operation handles.
    case unsupportedRate(Int)
    /// A frame has a length that the detector does not take.
    case frameLength(Int)
    /// The bytes are no WAV file of one channel in a format that is handled; `reason` says what is wrong.
    case notWAV(reason: String)
    /// The C library had no memory or refused its parameters.
    case library

    package var description: String {
        switch self {
        case .unsupportedRate(let rate): "a rate of \(rate) samples per second is not handled here"
        case .frameLength(let count): "a frame of \(count) samples is not 10, 20 or 30 milliseconds"
        case .notWAV(let reason): "not a usable WAV file: \(reason)"
        case .library: "the audio library refused its parameters"
        }
    }
}
