import Audio
import Testing

/// ITU-T G.711, tables 1 and 2, by their own decision and quantum values.
struct G711Tests {
    @Test("every code survives decoding and encoding", arguments: [G711.muLaw, .aLaw])
    func roundTrip(_ law: G711) {
        let codes = (0...255).map { UInt8($0) }
        let again = law.encode(law.decode(codes))
        // µ-law has two zeros; both decode to 0, which encodes as the positive one.
        #expect(again == codes.map { law == .muLaw && $0 == 0x7F ? 0xFF : $0 })
    }

    @Test("the ends of the scale are those of the tables")
    func extremes() {
        #expect(G711.muLaw.decode([0x80, 0x00, 0xFF, 0xFE]) == [32_124, -32_124, 0, 8])
        #expect(G711.aLaw.decode([0xAA, 0x2A, 0xD5, 0x55]) == [32_256, -32_256, 8, -8])
        #expect(G711.muLaw.encode([.max, .min]) == [0x80, 0x00])
        #expect(G711.aLaw.encode([.max, .min]) == [0xAA, 0x2A])
    }

    @Test("the quantisation error stays within half a step of the chord", arguments: [G711.muLaw, .aLaw])
    func error(_ law: G711) {
        let samples = stride(from: Int(Int16.min), through: Int(Int16.max), by: 7).map { Int16($0) }
        for (sample, heard) in zip(samples, law.decode(law.encode(samples))) {
            let limit = max(abs(Int(sample)) / 30, 16) + (abs(Int(sample)) > 32_000 ? 700 : 0)
            #expect(abs(Int(sample) - Int(heard)) <= limit)
        }
    }

    @Test("a louder sample never has a softer code", arguments: [G711.muLaw, .aLaw])
    func monotonic(_ law: G711) {
        let samples = (Int(Int16.min)...Int(Int16.max)).map { Int16($0) }
        let heard = law.decode(law.encode(samples))
        #expect(zip(heard, heard.dropFirst()).allSatisfy { $0 <= $1 })
    }

    @Test("silence is the code of the smallest positive value")
    func silence() {
        #expect(G711.muLaw.silence == G711.muLaw.encode([0])[0])
        #expect(G711.aLaw.silence == G711.aLaw.encode([0])[0])
    }
}
