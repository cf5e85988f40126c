import Primitives
import Testing

@testable import Cryptography

private func bytes(_ text: String) -> [UInt8] { [UInt8](text.utf8) }

private func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

@Test("SHA-256 of the empty message and of abc are the published ones (FIPS 180-4)")
func hashesKnownMessages() {
    #expect(hex(SHA256.hash([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(hex(SHA256.hash(bytes("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
}

@Test("Hashing in pieces gives what hashing in one go gives, wherever the pieces end")
func hashesInPieces() {
    let message = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
    for cut in [0, 1, 63, 64, 65, 299, 300] {
        var hash = SHA256()
        hash.update([UInt8](message.prefix(cut)))
        hash.update([UInt8](message.dropFirst(cut)))
        #expect(hash.finish() == SHA256.hash(message))
    }
}

@Test("A keyed hash depends on the key, and a key of the wrong size is refused")
func keyedHashDependsOnKey() throws {
    let (first, second) = (Secret([UInt8](repeating: 1, count: 32)), Secret([UInt8](repeating: 2, count: 32)))
    #expect(try KeyedHash.hash(bytes("a"), key: first).count == 32)
    #expect(try KeyedHash.hash(bytes("a"), key: first) != KeyedHash.hash(bytes("a"), key: second))
    #expect(throws: CryptographyError.wrongLength(expected: 32, actual: 15)) {
        try KeyedHash.hash(bytes("a"), key: Secret([UInt8](repeating: 0, count: 15)))
    }
}

@Test("HMAC-SHA-256 and HKDF-SHA-256 give the outputs of RFC 4231 case 2 and RFC 5869 case 1")
func derivesKnownCodes() throws {
    let code = HMACSHA256.code(for: bytes("what do ya want for nothing?"), key: Secret(bytes("Jefe")))
    #expect(hex(code) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let derived = try HKDFSHA256.derive(
        from: Secret([UInt8](repeating: 0x0b, count: 22)), salt: [UInt8](0...12), info: [UInt8](0xf0...0xf9), length: 42
    )
    let wanted = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    #expect(derived.withBytes(hex) == wanted)
}

@Test("Constant-time equality agrees with equality")
func comparesInConstantTime() {
    #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
    #expect(ConstantTime.equal([], []))
    #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
    #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
}

@Test("Random bytes come in the number asked for and are not the same twice")
func makesRandomBytes() {
    #expect(RandomBytes.make(0).isEmpty)
    #expect(RandomBytes.make(-1).isEmpty)
    #expect(RandomBytes.make(32).count == 32)
    #expect(RandomBytes.make(32) != RandomBytes.make(32))
}

@Test("A signature holds for its message and key and for nothing else")
func signs() throws {
    let pair = Ed25519.generate()
    let signature = pair.sign(bytes("a message"))
    #expect(pair.publicKey.isValid(signature, for: bytes("a message")))
    #expect(!pair.publicKey.isValid(signature, for: bytes("b message")))
    #expect(!Ed25519.generate().publicKey.isValid(signature, for: bytes("a message")))
    for index in signature.indices {
        var damaged = signature
        damaged[index] ^= 1
        #expect(!pair.publicKey.isValid(damaged, for: bytes("a message")))
    }
    #expect(try Ed25519.KeyPair(seed: pair.seed).sign(bytes("a message")) == signature)
    #expect(throws: CryptographyError.self) { try Ed25519.KeyPair(seed: Secret([1])) }
}

@Test("A sealed value opens only whole, at its place and with its key")
func sealsValues() throws {
    let (key, place) = (AuthenticatedCipher.makeKey(), bytes("tenant/table/column/row"))
    let sealed = try AuthenticatedCipher.seal(bytes("personal"), associatedData: place, key: key)
    #expect(try AuthenticatedCipher.open(sealed, associatedData: place, key: key) == bytes("personal"))
    #expect(try AuthenticatedCipher.seal(bytes("personal"), associatedData: place, key: key) != sealed)
    for index in sealed.indices {
        var damaged = sealed
        damaged[index] ^= 0x80
        #expect(throws: CryptographyError.notAuthentic) {
            try AuthenticatedCipher.open(damaged, associatedData: place, key: key)
        }
    }
    #expect(throws: CryptographyError.notAuthentic) {
        try AuthenticatedCipher.open(sealed, associatedData: bytes("other"), key: key)
    }
    #expect(throws: CryptographyError.notAuthentic) {
        try AuthenticatedCipher.open(sealed, associatedData: place, key: AuthenticatedCipher.makeKey())
    }
    #expect(throws: CryptographyError.notAuthentic) {
        try AuthenticatedCipher.open([1, 2, 3], associatedData: place, key: key)
    }
    let empty = try AuthenticatedCipher.seal([], associatedData: [], key: key)
    #expect(try AuthenticatedCipher.open(empty, associatedData: [], key: key).isEmpty)
}
