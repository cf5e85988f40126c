import Cryptography
import Primitives
import Testing
import Wire

/// What Project Wycheproof says of the primitives that libsodium and OpenSSL do for us (jose/).
@Suite("Wycheproof: primitives") struct CryptographyConformanceTests {
    private func tests(_ file: String) throws -> [JSON] {
        guard ConformanceData.folder != nil else { return [] }
        let bytes = try ConformanceData.bytes(of: file, in: "jose")
        return try JSON.parse(bytes, limits: .large)["tests"]?.arrayValue ?? []
    }

    private func hex(_ value: JSON?) -> [UInt8] { value?.stringValue.flatMap { Hex.decode($0) } ?? [] }

    private func name(_ row: JSON) -> String { row["id"]?.int64Value.map(String.init) ?? "?" }

    private func isValid(_ row: JSON) -> Bool { row["result"]?.stringValue == "valid" }

    @Test("Ed25519 signatures") func signatures() throws {
        var tally = ConformanceTally("wycheproof/ed25519")
        for row in try tests("ed25519_test.public.json") {
            let isAccepted = Ed25519.verify(
                hex(row["sig"]), message: hex(row["msg"]), publicKey: hex(row["g"]?["publicKey"]?["pk"]))
            tally.record(isAccepted == isValid(row), name(row))
        }
        if ConformanceData.folder != nil { tally.report() }
    }

    @Test("XChaCha20-Poly1305") func sealedValues() throws {
        var tally = ConformanceTally("wycheproof/xchacha20_poly1305")
        for row in try tests("xchacha20_poly1305_test.public.json") {
            guard hex(row["iv"]).count == AuthenticatedCipher.nonceLength else {
                tally.skip("a nonce of another length has no representation")
                continue
            }
            let sealed = hex(row["iv"]) + hex(row["ct"]) + hex(row["tag"])
            let opened = try? AuthenticatedCipher.open(
                sealed, associatedData: hex(row["aad"]), key: Secret(hex(row["key"])))
            tally.record(isValid(row) ? opened == hex(row["msg"]) : opened == nil, name(row))
        }
        if ConformanceData.folder != nil { tally.report() }
    }

    @Test("HMAC-SHA-256") func codes() throws {
        var tally = ConformanceTally("wycheproof/hmac_sha256")
        for row in try tests("hmac_sha256_test.public.json") {
            let tag = hex(row["tag"])
            let code = HMACSHA256.code(for: hex(row["msg"]), key: Secret(hex(row["key"])))
            tally.record(ConstantTime.equal([UInt8](code.prefix(tag.count)), tag) == isValid(row), name(row))
        }
        if ConformanceData.folder != nil { tally.report() }
    }

    @Test("HKDF-SHA-256") func derivedKeys() throws {
        var tally = ConformanceTally("wycheproof/hkdf_sha256")
        for row in try tests("hkdf_sha256_test.public.json") {
            let derived = try? HKDFSHA256.derive(
                from: Secret(hex(row["ikm"])), salt: hex(row["salt"]), info: hex(row["info"]),
                length: Int(row["size"]?.int64Value ?? 0))
            let isRight = derived?.withBytes { $0 == hex(row["okm"]) } ?? false
            tally.record(isRight == isValid(row), name(row))
        }
        if ConformanceData.folder != nil { tally.report() }
    }
}
