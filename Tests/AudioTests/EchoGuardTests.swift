import Audio
import Glibc
import Primitives
import Testing

/// Babble with the rhythm of speech: syllables of changing pitch and colour, different for each seed.
func babble(seed: UInt64, seconds: Double, rate: Int = 8_000) -> [Int16] {
    var generator = SeededGenerator(seed: seed)
    var samples: [Int16] = []
    while samples.count < Int(seconds * Double(rate)) {
        let count = Int.random(in: rate / 12...rate / 4, using: &generator)
        let pitch = Double.random(in: 90...240, using: &generator)
        let formant = Double.random(in: 300...2_800, using: &generator)
        let loud = Bool.random(using: &generator) ? Double.random(in: 2_000...7_000, using: &generator) : 0
        samples += (0..<count).map { index in
            let time = Double(index) / Double(rate)
            let sum = (1...14).reduce(0.0) { sum, harmonic in
                let hertz = pitch * Double(harmonic)
                return sum + exp(-pow((hertz - formant) / 500, 2)) * sin(2 * .pi * hertz * time)
            }
            return Int16(clamping: Int(loud * sum * sin(.pi * Double(index) / Double(count))))
        }
    }
    return [Int16](samples.prefix(Int(seconds * Double(rate))))
}

struct EchoGuardTests {
    private func noisy(_ samples: [Int16], amplitude: Int16) -> [Int16] {
        var generator = SeededGenerator(seed: 5)
        return samples.map { $0 &+ Int16.random(in: -amplitude...amplitude, using: &generator) }
    }

    @Test("our own sound is known again, softer, later, coded and in noise", arguments: [0.0, -12, -24])
    func echo(_ decibels: Double) {
        let played = babble(seed: 1, seconds: 6)
        var guardian = EchoGuard(rate: 8_000)
        guardian.played(played)
        let echo = Level.scale([Int16](played[16_000..<36_000]), by: decibels)
        let line = G711.muLaw.decode(G711.muLaw.encode(noisy(echo, amplitude: 40)))
        let finding = guardian.compare([Int16](repeating: 0, count: 1_200) + line)
        #expect(finding.similarity > EchoGuard.threshold)
        #expect(abs(finding.lag.milliseconds - 1_500) <= 100)
    }

    @Test("other sound is not ours", arguments: 2..<6)
    func other(_ seed: UInt64) {
        var guardian = EchoGuard(rate: 8_000)
        guardian.played(babble(seed: 1, seconds: 8))
        #expect(guardian.compare(babble(seed: seed, seconds: 2.5)).similarity < EchoGuard.threshold)
    }

    @Test("silence, clicks and nothing are no echo")
    func nothing() {
        var guardian = EchoGuard(rate: 8_000)
        #expect(guardian.compare(babble(seed: 1, seconds: 2)).similarity == 0)
        guardian.played(babble(seed: 1, seconds: 2))
        #expect(guardian.compare([]).similarity == 0)
        #expect(guardian.compare([Int16](repeating: 0, count: 8_000)).similarity == 0)
        #expect(guardian.compare([9_000, -9_000]).similarity == 0)
    }

    @Test("only the last half minute is remembered")
    func memory() {
        var guardian = EchoGuard(rate: 8_000)
        let early = babble(seed: 1, seconds: 2)
        guardian.played(early)
        guardian.played([Int16](repeating: 0, count: 31 * 8_000))
        #expect(guardian.compare(early).similarity < EchoGuard.threshold)
    }
}
