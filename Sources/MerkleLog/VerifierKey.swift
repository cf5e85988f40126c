import Cryptography
import Wire

/// A key that verifies signatures of notes (C2SP signed-note): `<name>+<id in hex>+<base64 of algorithm and key>`.
package struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    /// What the owner of the key signs.
    package enum Algorithm: UInt8, Sendable {
        /// The text of the note.
        case ed25519 = 0x01
        /// The text of the note and a time (C2SP tlog-cosignature, version 1).
        case cosignature = 0x04
    }

    /// Whose key it is.
    package let name: KeyName
    /// What is signed.
    package let algorithm: Algorithm
    /// The Ed25519 public key.
    package let publicKey: Ed25519.PublicKey
    /// The first four bytes, big-endian, of the SHA-256 of name, newline, algorithm and key.
    package let id: UInt32

    /// The key of that owner.
    package init(name: KeyName, algorithm: Algorithm = .ed25519, publicKey: Ed25519.PublicKey) {
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        id = Self.id(name: name, algorithm: algorithm, publicKey: publicKey)
    }

    /// The key that `text` spells. Throws `NoteError.malformedKey` for anything else, also a wrong id.
    package init(_ text: String) throws(NoteError) {
        let parts = text.utf8.split(separator: 0x2B, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let name = KeyName(String(Substring(parts[0]))) else { throw .malformedKey }
        guard let key = Base64.decode(String(Substring(parts[2]))), let first = key.first else { throw .malformedKey }
        guard let algorithm = Algorithm(rawValue: first) else { throw .malformedKey }
        guard let publicKey = Ed25519.PublicKey([UInt8](key.dropFirst())) else { throw .malformedKey }
        self.init(name: name, algorithm: algorithm, publicKey: publicKey)
        guard description.utf8.elementsEqual(text.utf8) else { throw .malformedKey }
    }

    package var description: String {
        "\(name)+\(hexadecimal(id))+\(Base64.encode([algorithm.rawValue] + publicKey.bytes))"
    }

    /// Whether `signature`, without the key's id, is this key's over the note's `text`.
    package func isValid(_ signature: [UInt8], for text: [UInt8]) -> Bool {
        switch algorithm {
        case .ed25519: return publicKey.isValid(signature, for: text)
        case .cosignature:
            guard signature.count == 8 + Ed25519.signatureLength else { return false }
            let time = signature.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            return publicKey.isValid([UInt8](signature.dropFirst(8)), for: cosignatureMessage(text, time: time))
        }
    }

    private static func id(name: KeyName, algorithm: Algorithm, publicKey: Ed25519.PublicKey) -> UInt32 {
        let input = [UInt8](name.text.utf8) + [0x0A, algorithm.rawValue] + publicKey.bytes
        return SHA256.hash(input).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// What a cosigner signs (C2SP tlog-cosignature, version 1): the time in seconds and the note's text.
func cosignatureMessage(_ text: [UInt8], time: UInt64) -> [UInt8] {
    [UInt8]("cosignature/v1\ntime \(time)\n".utf8) + text
}

private func hexadecimal(_ number: UInt32) -> String {
    let digits = String(number, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
}
