import Wire

/// The sound formats of the Realtime protocol.
package enum RealtimeAudioFormat: Sendable, Equatable {
    /// Signed 16-bit little-endian linear samples, 24 kHz, mono.
    case pcm
    /// G.711 µ-law and A-law, 8 kHz, mono.
    case muLaw, aLaw

    /// Samples per second.
    package var rate: Int { self == .pcm ? 24_000 : 8_000 }

    var json: JSON {
        switch self {
        case .pcm: ["type": "audio/pcm", "rate": 24_000]
        case .muLaw: ["type": "audio/pcmu"]
        case .aLaw: ["type": "audio/pcma"]
        }
    }

    init(_ json: JSON, param: String) throws(RealtimeError) {
        switch json["type"]?.stringValue {
        case "audio/pcm" where json["rate"].map { $0.int64Value == 24_000 } ?? true: self = .pcm
        case "audio/pcmu": self = .muLaw
        case "audio/pcma": self = .aLaw
        default:
            throw .invalid(
                "invalid_value", "The format must be audio/pcm at 24000 Hz, audio/pcmu or audio/pcma.", param: param)
        }
    }
}
