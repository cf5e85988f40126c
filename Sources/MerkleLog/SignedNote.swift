import Wire

/// A text with signatures (C2SP signed-note) as someone claims it: well formed, nothing verified.
package struct SignedNote: Hashable, Sendable {
    /// One line of signature.
    package struct Signature: Hashable, Sendable {
        /// Whose key it claims to be.
        package let name: KeyName
        /// The id of the key.
        package let id: UInt32
        /// The signature, without the id.
        package let bytes: [UInt8]
    }

    /// The most bytes and signatures that are looked at.
    package static let maximumBytes = 1 << 20, maximumSignatures = 100

    /// What is signed: lines of UTF-8, the last one ended.
    package let text: [UInt8]
    /// The signatures, in the order of their lines.
    package let signatures: [Signature]

    /// The note that `bytes` spell. Throws `NoteError.malformedText` or `.malformedSignatures`.
    package init(_ bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.maximumBytes, isPlainText(bytes) else { throw .malformedText }
        guard let split = lastBlankLine(in: bytes), bytes.last == 0x0A else { throw .malformedSignatures }
        text = [UInt8](bytes[...split])
        let lines = bytes[(split + 2)...].dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard (1...Self.maximumSignatures).contains(lines.count) else { throw .malformedSignatures }
        var signatures: [Signature] = []
        for line in lines {
            guard let signature = Signature(line: line) else { throw .malformedSignatures }
            signatures.append(signature)
        }
        self.signatures = signatures
    }

    /// `text` signed by each of `signers`. Throws `NoteError.malformedText`, or what a signer throws.
    package init(text: [UInt8], signers: [any NoteSigner]) throws {
        guard isPlainText(text), text.last == 0x0A, text.count <= Self.maximumBytes else {
            throw NoteError.malformedText
        }
        self.text = text
        signatures = try signers.map {
            Signature(name: $0.verifier.name, id: $0.verifier.id, bytes: try $0.sign(text))
        }
    }

    /// The note as it is stored and sent.
    package var bytes: [UInt8] {
        text + [0x0A] + signatures.flatMap { [UInt8]("\u{2014} \($0.name) ".utf8) + $0.encoded + [0x0A] }
    }

    /// The keys among `keys` that signed, in the order of their lines.
    /// Throws `NoteError.invalidSignature` when a known key's signature is wrong, `.ambiguousKey` when two different
    /// keys could have signed, `.unsigned` when no known key did.
    package func verified(by keys: [VerifierKey]) throws(NoteError) -> [VerifierKey] {
        var verified: [VerifierKey] = []
        for signature in signatures {
            let known = keys.filter { $0.name == signature.name && $0.id == signature.id }
            guard let key = known.first else { continue }
            guard known.count == 1 else { throw .ambiguousKey }
            guard !verified.contains(key) else { continue }
            guard key.isValid(signature.bytes, for: text) else { throw .invalidSignature }
            verified.append(key)
        }
        guard !verified.isEmpty else { throw .unsigned }
        return verified
    }
}

extension SignedNote.Signature {
    /// The signature of a line without its newline: an em dash, the name and the base64 of id and signature.
    fileprivate init?(line: ArraySlice<UInt8>) {
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual("\u{2014}".utf8) else { return nil }
        guard let name = KeyName(String(decoding: parts[1], as: UTF8.self)) else { return nil }
        guard let raw = Base64.decode(String(decoding: parts[2], as: UTF8.self)), raw.count > 4 else { return nil }
        self.init(name: name, id: raw.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }, bytes: [UInt8](raw.dropFirst(4)))
    }

    fileprivate var encoded: [UInt8] {
        let prefix = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: id >> UInt32($0)) }
        return [UInt8](Base64.encode(prefix + bytes).utf8)
    }
}

/// Whether the bytes are UTF-8 without control characters other than the newline.
private func isPlainText(_ bytes: [UInt8]) -> Bool {
    bytes.allSatisfy { $0 >= 0x20 || $0 == 0x0A } && String(validating: bytes, as: UTF8.self) != nil
}

/// The position of the newline that ends the text: the last one that is followed by an empty line.
private func lastBlankLine(in bytes: [UInt8]) -> Int? {
    guard bytes.count >= 2 else { return nil }
    return (0...bytes.count - 2).last { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }
}
