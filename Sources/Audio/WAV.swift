/// RIFF/WAVE files of one channel (Microsoft and IBM, Multimedia Programming Interface, 1991):
/// linear 16 bit, linear 8 bit, µ-law and A-law. For clips, tests and evidence.
package enum WAV {
    /// A file's sound. Throws `AudioError.notWAV`; what follows the sound is ignored, a cut file gives what is there.
    package static func parse(_ bytes: [UInt8]) throws(AudioError) -> PCM {
        guard bytes.count >= 12, text(bytes, at: 0) == "RIFF", text(bytes, at: 8) == "WAVE" else {
            throw .notWAV(reason: "it does not begin as one")
        }
        var position = 12
        var format: Format?
        while position + 8 <= bytes.count {
            let length = Int(number(bytes, at: position + 4, bytes: 4))
            let body = position + 8..<min(position + 8 + length, bytes.count)
            switch text(bytes, at: position) {
            case "fmt ": format = try Format(bytes[body])
            case "data":
                guard let format else { throw .notWAV(reason: "its sound comes before its format") }
                return format.sound(bytes[body])
            default: break
            }
            position = body.upperBound + length % 2
        }
        throw .notWAV(reason: "it holds no sound")
    }

    /// A file of linear 16-bit sound.
    package static func file(_ sound: PCM) -> [UInt8] {
        file(code: 1, bits: 16, rate: sound.rate, data: sound.littleEndian)
    }

    /// A file of the same sound in 8-bit companded form.
    package static func file(_ sound: PCM, law: G711) -> [UInt8] {
        file(code: law == .muLaw ? 7 : 6, bits: 8, rate: sound.rate, data: law.encode(sound.samples))
    }

    private static func file(code: UInt32, bits: UInt32, rate: Int, data: [UInt8]) -> [UInt8] {
        let (rate, count) = (UInt32(clamping: rate), UInt32(clamping: data.count))
        let padding = data.count % 2 == 0 ? [] : [UInt8(0)]
        let format = little(code, 2) + little(1, 2) + little(rate, 4) + little(rate * bits / 8, 4) + little(bits / 8, 2)
        return [UInt8]("RIFF".utf8) + little(36 + count + UInt32(padding.count), 4) + [UInt8]("WAVEfmt ".utf8)
            + little(16, 4) + format + little(bits, 2) + [UInt8]("data".utf8) + little(count, 4) + data + padding
    }

    private static func little(_ value: UInt32, _ bytes: Int) -> [UInt8] {
        (0..<bytes).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
    }

    fileprivate static func number(_ bytes: some RandomAccessCollection<UInt8>, at offset: Int, bytes count: Int)
        -> UInt32
    {
        bytes.dropFirst(offset).prefix(count).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private static func text(_ bytes: [UInt8], at offset: Int) -> String {
        String(decoding: bytes[offset..<offset + 4], as: UTF8.self)
    }
}

/// How a WAV file writes its samples.
private struct Format {
    private enum Coding {
        case linear16
        case linear8
        case companded(G711)
    }

    private let coding: Coding
    private let rate: Int

    init(_ chunk: ArraySlice<UInt8>) throws(AudioError) {
        guard chunk.count >= 16 else { throw .notWAV(reason: "its format is cut short") }
        guard WAV.number(chunk, at: 2, bytes: 2) == 1 else { throw .notWAV(reason: "it has more than one channel") }
        rate = Int(WAV.number(chunk, at: 4, bytes: 4))
        guard (8_000...48_000).contains(rate) else { throw .unsupportedRate(rate) }
        switch (WAV.number(chunk, at: 0, bytes: 2), WAV.number(chunk, at: 14, bytes: 2)) {
        case (1, 16): coding = .linear16
        case (1, 8): coding = .linear8
        case (7, 8): coding = .companded(.muLaw)
        case (6, 8): coding = .companded(.aLaw)
        default: throw .notWAV(reason: "its coding is not linear 16 or 8 bit, µ-law or A-law")
        }
    }

    func sound(_ bytes: ArraySlice<UInt8>) -> PCM {
        switch coding {
        case .linear16: PCM(littleEndian: bytes, rate: rate)
        case .linear8: PCM(bytes.map { (Int16($0) - 128) * 256 }, rate: rate)
        case .companded(let law): PCM(law.decode([UInt8](bytes)), rate: rate)
        }
    }
}
