import Taint
import Wire

/// A secret that was planted in a prompt, or lies in one, and must never be spoken. Found as it is and in the disguises
/// that a model can be talked into: other case, spaced, spelled out, reversed, base64, hex, decimal codes, rot13.
package struct Canary: Sendable {
    /// One disguise: what to look for, and how long a piece of it counts.
    private struct Form {
        var name: String
        var bytes: [UInt8]
        var minimum: Int
    }

    /// The fewest letters and digits that a canary can have.
    package static let minimumLength = 6

    private let index: PieceIndex

    /// A canary of that text. A piece of at least `minimumPiece` letters and digits counts as the whole: by default half
    /// of them and at least 8. Nothing when the text has fewer than 6 or more than 256 letters and digits.
    package init?(_ text: String, minimumPiece: Int? = nil) {
        let plain = squeezed(PlainText.folded(text).utf8)
        guard (Self.minimumLength...256).contains(plain.count) else { return nil }
        let piece = min(plain.count, max(Self.minimumLength, minimumPiece ?? max(8, (plain.count + 1) / 2)))
        let share = Double(piece) / Double(plain.count)
        var forms = [
            Form(name: "plain", bytes: plain, minimum: piece),
            Form(name: "reversed", bytes: plain.reversed(), minimum: piece),
            Form(name: "rot13", bytes: plain.map(rotated), minimum: piece),
        ]
        for variant in [Array(text.utf8), lowercased(text), plain] {
            forms += Self.encodings(variant, share: share)
        }
        index = PieceIndex(forms.map { ($0.name, $0.bytes, $0.minimum) })
    }

    private static func encodings(_ bytes: [UInt8], share: Double) -> [Form] {
        func form(_ name: String, _ bytes: [UInt8]) -> Form {
            Form(name: name, bytes: bytes, minimum: max(8, Int((Double(bytes.count) * share).rounded(.up)) - 3))
        }
        let alignments = (0..<3).map { offset in
            let encoded = squeezed(Base64.encode([UInt8](repeating: 0, count: offset) + bytes).utf8)
            return form("base64", Array(encoded.dropFirst(offset == 0 ? 0 : offset + 1).dropLast(1)))
        }
        let codes = bytes.flatMap { Array(String($0).utf8) }
        return alignments + [
            form("base64", squeezed(Base64.encode(bytes.reversed()).utf8)),
            form("hex", bytes.flatMap { [hexDigit($0 >> 4), hexDigit($0 & 15)] }),
            form("codes", codes),
        ]
    }

    /// Findings without a place: the disguise may be anywhere in the sentence, so that it must be stopped.
    func scan(text: String, spelled: [String], words: [String]) -> [Finding] {
        let plain = squeezed(PlainText.folded(text).utf8)
        let letters = spelled.map { squeezed($0.utf8) } + [squeezed(words.flatMap { Array(Self.spelling($0).utf8) })]
        if let name = index.find(in: plain) { return [finding(name)] }
        for spelling in letters {
            if let name = index.find(in: spelling) { return [finding(name == "plain" ? "spelled" : name)] }
        }
        return []
    }

    /// The word as one who writes down a spelling would: the letter that it names, or itself.
    private static func spelling(_ word: String) -> String {
        SpelledText.character(word).map { String($0) } ?? SpokenDigits.word(word) ?? word
    }

    private func finding(_ name: String) -> Finding { Finding(hit: GuardHit("canary.\(name)", .stop), range: 0..<0) }
}

private func rotated(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? (byte - 0x61 + 13) % 26 + 0x61 : byte }

private func lowercased(_ text: String) -> [UInt8] { Array(text.lowercased().utf8) }

private func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x61 + value - 10 }
