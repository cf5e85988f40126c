import Primitives
import Testing

@testable import Wire

@Suite("Mutated JSON")
struct JSONMutationTests {
    private static let seeds = [
        #"{"type":"session.update","session":{"instructions":"Sprich \u00e9 \ud83d\ude00","n":[1,-2.5e10,0.0],"t":true}}"#,
        #"[[[[]]],{"":{"a":null}},"\\\"\/\b\f\n\r\t",123456789012345678901234567890,-0,1E-7]"#,
        "{\"é\":\"日本\",\"\u{1F600}\":[false]}",
    ]

    @Test("10,000 mutated texts never crash, and what is read survives being written")
    func mutations() throws {
        let seed: UInt64 = 8259
        var random = SeededGenerator(seed: seed)
        var accepted = 0
        for _ in 0..<10_000 {
            var bytes = Array((Self.seeds.randomElement(using: &random) ?? "").utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, &random) }
            guard let value = try? JSON.parse(bytes) else { continue }
            accepted += 1
            #expect(try JSON.parse(value.serialized()) == value, "seed \(seed)")
            if let canonical = try? value.canonical() {
                #expect(try JSON.parse(canonical).canonical() == canonical, "seed \(seed)")
            }
        }
        print("mutated JSON: seed \(seed), \(accepted) of 10000 accepted")
        #expect(accepted > 500 && accepted < 9500)
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(Array("{}[],:\"\\0e-.u".utf8).randomElement(using: &random) ?? 0, at: place)
        case 3: bytes.removeSubrange(place...)
        case 4: bytes.insert(contentsOf: bytes[place...].prefix(12), at: place)
        default: bytes[place] = UInt8.random(in: 0x30...0x39, using: &random)
        }
    }
}
