/// Finds whether a text holds a long enough piece of any of several byte strings, in one pass over the text.
struct PieceIndex: Sendable {
    private static let keyLength = 6

    private var names: [String] = []
    private var bytes: [UInt8] = []
    /// Where pieces that begin with a key lie in `bytes`, their length, and the name's index.
    private var pieces: [UInt64: [(start: Int, length: Int, name: Int)]] = [:]

    /// An index of strings; a piece of one must be at least `minimum` long, and never less than 6.
    init(_ forms: [(name: String, bytes: [UInt8], minimum: Int)]) {
        for form in forms {
            let length = max(Self.keyLength, form.minimum)
            guard form.bytes.count >= length else { continue }
            let base = bytes.count
            bytes += form.bytes
            names.append(form.name)
            for start in base...base + form.bytes.count - length {
                let key = bytes[start..<start + Self.keyLength].reduce(0) { $0 << 8 | UInt64($1) }
                pieces[key, default: []].append((start, length, names.count - 1))
            }
        }
    }

    /// The name of a string of which `text` holds a piece.
    func find(in text: [UInt8]) -> String? {
        var key: UInt64 = 0
        for (position, byte) in text.enumerated() {
            key = (key << 8 | UInt64(byte)) & 0xFFFF_FFFF_FFFF
            guard position >= Self.keyLength - 1, let candidates = pieces[key] else { continue }
            let first = position - Self.keyLength + 1
            for piece in candidates where text.count - first >= piece.length {
                if text[first..<first + piece.length].elementsEqual(bytes[piece.start..<piece.start + piece.length]) {
                    return names[piece.name]
                }
            }
        }
        return nil
    }
}
