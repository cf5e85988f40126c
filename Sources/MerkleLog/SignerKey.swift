import Cryptography
import Primitives
import Wire

/// Something that signs notes under a name: a key in memory, or a device that keeps one.
package protocol NoteSigner: Sendable {
    /// The key that verifies what this signer signs.
    var verifier: VerifierKey { get }

    /// The signature, without the key's id, over the text of a note.
    func sign(_ text: [UInt8]) throws -> [UInt8]
}

/// A signer whose Ed25519 key is in memory.
package struct SignerKey: NoteSigner {
    package let verifier: VerifierKey
    private let pair: Ed25519.KeyPair

    /// The signer of that name with that key pair.
    package init(name: KeyName, pair: Ed25519.KeyPair) {
        self.pair = pair
        verifier = VerifierKey(name: name, publicKey: pair.publicKey)
    }

    /// The key that `text` spells in the form of key files: `PRIVATE+KEY+<name>+<id>+<base64 of algorithm and seed>`.
    /// Throws `NoteError.malformedKey` for anything else.
    package init(encoded text: String) throws(NoteError) {
        let parts = text.utf8.split(separator: 0x2B, maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].elementsEqual("PRIVATE".utf8), parts[1].elementsEqual("KEY".utf8) else {
            throw .malformedKey
        }
        guard let name = KeyName(String(Substring(parts[2]))) else { throw .malformedKey }
        guard let key = Base64.decode(String(Substring(parts[4]))), key.first == 0x01 else { throw .malformedKey }
        guard let pair = try? Ed25519.KeyPair(seed: Secret([UInt8](key.dropFirst()))) else { throw .malformedKey }
        self.init(name: name, pair: pair)
        guard encoded.withBytes({ $0.elementsEqual(text.utf8) }) else { throw .malformedKey }
    }

    /// The key in the form of key files.
    package var encoded: Secret {
        let id = verifier.description.utf8.split(separator: 0x2B)[1]
        return pair.seed.withBytes { seed in
            Secret([UInt8]("PRIVATE+KEY+\(verifier.name)+\(Substring(id))+\(Base64.encode([0x01] + seed))".utf8))
        }
    }

    package func sign(_ text: [UInt8]) -> [UInt8] { pair.sign(text) }
}
