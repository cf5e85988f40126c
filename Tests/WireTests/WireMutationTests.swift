import Primitives
import Testing

@testable import Wire

@Suite("Random input")
struct WireMutationTests {
    @Test("ECMAScript's text of 20,000 random doubles reads back as the same double and is its own canonical form")
    func doubles() throws {
        let seed: UInt64 = 8785
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            guard let text = ECMAScriptNumber.text(of: value) else { continue }
            #expect(Double(text) == value, "seed \(seed)")
            #expect(try JSON.parse(Array(text.utf8)).canonical() == Array(text.utf8), "seed \(seed)")
        }
    }

    @Test("Random keys are sorted as their UTF-16 code units are")
    func keyOrder() throws {
        let seed: UInt64 = 16
        var random = SeededGenerator(seed: seed)
        let scalars: [Unicode.Scalar] = [
            "a", "b", "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}",
            "\u{10FFFF}",
        ]
        for _ in 0..<500 {
            var object = JSONObject()
            for _ in 0..<20 {
                var key = String.UnicodeScalarView()
                for _ in 0..<Int.random(in: 0...4, using: &random) {
                    key.append(scalars.randomElement(using: &random) ?? "a")
                }
                object[String(key)] = 1
            }
            let sorted = try JSON.parse(JSON.object(object).canonical()).objectValue?.keys.map { Array($0.utf16) } ?? []
            #expect(sorted.count == object.count)
            #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) }, "seed \(seed)")
        }
    }

    @Test("10,000 random patterns and 10,000 mutated schemas compile or are refused, and never crash")
    func patternsAndSchemas() {
        let seed: UInt64 = 2020
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", "b", "(", ")", "(?:", "[", "]", "^", "$", "*", "+", "?", "{2}", "{0,3}", "|", "\\d", "\\s", "-", ".",
            "\\", "{", "}",
        ]
        var compiled = 0
        for _ in 0..<10_000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            guard let pattern = try? LinearPattern(text) else { continue }
            compiled += 1
            _ = pattern.matches("ab1 -")
        }
        #expect(compiled > 500)
        let source = Array(
            ##"{"type":["object","null"],"properties":{"a":{"$ref":"#/$defs/b"},"c":{"multipleOf":0.01,"minimum":-5}},"required":["a"],"$defs":{"b":{"anyOf":[{"pattern":"^x+$"},{"items":{"$ref":"#"}},{"format":"date"}]}},"if":{"maxProperties":1},"then":{"not":{"const":{}}}}"##
                .utf8)
        #expect((try? JSONSchema(JSON.parse(source))) != nil)
        for _ in 0..<10_000 {
            var bytes = source
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = bytes.randomElement(using: &random) ?? 0
            }
            guard let json = try? JSON.parse(bytes), let schema = try? JSONSchema(json) else { continue }
            _ = schema.violations(in: ["a": ["x", ["a": "xx"]], "c": 1.005])
        }
    }

    @Test("10,000 mutated URLs and event streams never crash; a URL that is taken survives being written")
    func urlsAndStreams() throws {
        let seed: UInt64 = 3986
        var random = SeededGenerator(seed: seed)
        let source = Array("https://a-b.example:8443/v1/%41?x=%20&y=[::1]".utf8)
        var accepted = 0
        for _ in 0..<10_000 {
            var bytes = source
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0x20...0x7E, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0...40, using: &random)) }
            var parser = ServerSentEventParser(maximumEventBytes: 64)
            _ = try? parser.receive(bytes)
            guard let url = try? WebURL(String(decoding: bytes, as: UTF8.self)) else { continue }
            accepted += 1
            #expect(try WebURL(url.text) == url, "seed \(seed)")
        }
        #expect(accepted > 100)
    }
}
