/// ITU-T Recommendation G.711 (November 1988): 8-bit companded telephone sound, both laws, by table.
///
/// Decoded values are 16-bit (µ-law's 14-bit values times 4, A-law's 13-bit values times 8), as ITU-T G.191 scales them.
/// Encoding looks at the bits that the law keeps, with one's complement for negative samples, as G.191 does.
package enum G711: Sendable {
    /// North America and Japan; the default of Twilio and its look-alikes.
    case muLaw
    /// Europe and international lines.
    case aLaw

    /// The 16-bit linear value of each code, for a whole buffer.
    package func decode(_ codes: [UInt8]) -> [Int16] {
        let table = self == .muLaw ? Self.muLawValues : Self.aLawValues
        return codes.map { table[Int($0)] }
    }

    /// The code of each 16-bit linear sample, for a whole buffer.
    package func encode(_ samples: [Int16]) -> [UInt8] {
        switch self {
        case .muLaw: samples.map { Self.muLawCodes[Int(UInt16(bitPattern: $0) >> 2)] }
        case .aLaw: samples.map { Self.aLawCodes[Int(UInt16(bitPattern: $0) >> 4)] }
        }
    }

    /// The code of silence: what to send when there is nothing to say.
    package var silence: UInt8 { self == .muLaw ? 0xFF : 0xD5 }

    private static let muLawValues: [Int16] = (0...255).map { muLawValue(UInt8($0)) }
    private static let aLawValues: [Int16] = (0...255).map { aLawValue(UInt8($0)) }
    private static let muLawCodes: [UInt8] = (0..<1 << 14).map { muLawCode(signed($0, bits: 14)) }
    private static let aLawCodes: [UInt8] = (0..<1 << 12).map { aLawCode(signed($0, bits: 12)) }

    private static func signed(_ pattern: Int, bits: Int) -> Int {
        pattern < 1 << (bits - 1) ? pattern : pattern - 1 << bits
    }

    /// Table 2a: a chord is a power of two above a bias of 33, a step is a sixteenth of it; all bits inverted.
    private static func muLawValue(_ code: UInt8) -> Int16 {
        let bits = Int(~code)
        let magnitude = ((2 * (bits & 15) + 33) << (bits >> 4 & 7)) - 33
        return Int16(4 * (bits & 0x80 == 0 ? magnitude : -magnitude))
    }

    private static func muLawCode(_ value: Int) -> UInt8 {
        let biased = min((value < 0 ? ~value : value) + 33, 0x1FFF)
        let chord = topBit(biased) - 5
        let bits = chord << 4 | (biased >> (chord + 1)) & 15
        return ~UInt8(value < 0 ? bits | 0x80 : bits)
    }

    /// Table 1a: the first two chords are linear; even bits inverted.
    private static func aLawValue(_ code: UInt8) -> Int16 {
        let bits = Int(code ^ 0x55)
        let (chord, step) = (bits >> 4 & 7, bits & 15)
        let magnitude = chord == 0 ? 2 * step + 1 : (2 * step + 33) << (chord - 1)
        return Int16(8 * (bits & 0x80 == 0 ? -magnitude : magnitude))
    }

    private static func aLawCode(_ value: Int) -> UInt8 {
        let magnitude = value < 0 ? ~value : value
        let chord = magnitude < 16 ? 0 : topBit(magnitude) - 3
        let bits = chord << 4 | (magnitude >> max(chord - 1, 0)) & 15
        return UInt8(value < 0 ? bits : bits | 0x80) ^ 0x55
    }

    private static func topBit(_ value: Int) -> Int { Int.bitWidth - 1 - value.leadingZeroBitCount }
}
