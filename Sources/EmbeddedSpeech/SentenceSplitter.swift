/// Cuts a text for a synthesiser whose first sound comes only after it has looked at the whole piece.
enum SentenceSplitter {
    /// A piece this long is cut at the next comma, and at twice the length at the next space.
    private static let comfortable = 60

    /// The pieces of `text` in order, each as the synthesiser can speak it: printable ASCII, single spaces.
    static func pieces(of text: String) -> [String] {
        var pieces: [String] = []
        var piece: [UInt8] = []
        func close() {
            if piece.contains(where: isWord) { pieces.append(String(decoding: piece, as: UTF8.self)) }
            piece = []
        }
        for word in plain(text).split(separator: UInt8(ascii: " ")) {
            if !piece.isEmpty { piece.append(UInt8(ascii: " ")) }
            piece += word
            if ends(piece) { close() }
        }
        close()
        return pieces
    }

    private static func ends(_ piece: [UInt8]) -> Bool {
        switch piece.last {
        case UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";"), UInt8(ascii: ":"): true
        case UInt8(ascii: "."): !endsInInitial(piece)
        case UInt8(ascii: ","): piece.count >= comfortable
        default: piece.count >= 2 * comfortable
        }
    }

    /// `J.`, `p.m.`, `Dr.`: a stop after at most two letters is no end.
    private static func endsInInitial(_ piece: [UInt8]) -> Bool {
        piece.dropLast().reversed().prefix { isWord($0) }.count <= 2
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// Typographic marks as their plain forms; anything else outside ASCII is a gap.
    private static func plain(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "\u{2018}", "\u{2019}": UInt8(ascii: "'")
            case "\u{2013}", "\u{2014}", "\u{2026}": UInt8(ascii: ",")
            case "\u{21}"..."\u{7E}": UInt8(scalar.value)
            default: UInt8(ascii: " ")
            }
        }
    }
}
