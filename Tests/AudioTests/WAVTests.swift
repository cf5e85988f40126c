import Audio
import Primitives
import Testing

struct WAVTests {
    private let sound = PCM([0, 1, -1, .max, .min, 1_000, -1_000], rate: 16_000)

    @Test("a linear file gives back its samples")
    func linear() throws { #expect(try WAV.parse(WAV.file(sound)) == sound) }

    @Test("a companded file gives back what the law keeps", arguments: [G711.muLaw, .aLaw])
    func companded(_ law: G711) throws {
        let heard = try WAV.parse(WAV.file(sound, law: law))
        #expect(heard == PCM(law.decode(law.encode(sound.samples)), rate: 16_000))
    }

    @Test("bytes and samples are each other's")
    func bytes() {
        #expect(PCM([1, -2], rate: 8_000).littleEndian == [1, 0, 0xFE, 0xFF])
        #expect(PCM(littleEndian: [1, 0, 0xFE, 0xFF, 9], rate: 8_000).samples == [1, -2])
        #expect(PCM.silence(.milliseconds(20), rate: 24_000).samples.count == 480)
    }

    @Test("cut and mutated files throw or give less, and never trap")
    func hostile() throws {
        let file = WAV.file(sound)
        for count in 0..<file.count { _ = try? WAV.parse([UInt8](file[..<count])) }
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<20_000 {
            var mutated = file
            for _ in 0..<3 {
                mutated[Int.random(in: 0..<file.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            _ = try? WAV.parse(mutated)
        }
        #expect(throws: AudioError.self) { try WAV.parse([]) }
    }
}

struct LevelTests {
    @Test("levels are those of the definition")
    func decibels() {
        #expect(Level.decibels([Int16]()) == -96)
        #expect(abs(Level.decibels(tone(500, rate: 8_000, count: 8_000, amplitude: 32_767)) + 3.01) < 0.02)
        #expect(abs(Level.decibels(Level.scale(tone(500, rate: 8_000, count: 8_000), by: -20)) + 33.3) < 0.1)
        #expect(Level.scale([30_000, -30_000], by: 6) == [.max, .min])
    }

    @Test("a framer loses nothing")
    func framer() {
        var framer = Framer(length: 4)
        #expect(framer.add([1, 2, 3]) == [])
        #expect(framer.add([4, 5, 6, 7, 8, 9]) == [[1, 2, 3, 4], [5, 6, 7, 8]])
        #expect(framer.finish() == [9, 0, 0, 0])
        #expect(framer.finish() == nil)
    }
}
