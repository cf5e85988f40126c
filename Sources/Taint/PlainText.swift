/// What Unicode can hide in a text: signs that aren't seen, signs that turn the order round, letters that look like others.
package enum PlainText {
    /// Whether nothing is drawn for the sign: zero-width, variation selectors, tags, soft hyphen, fillers.
    package static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x200B...0x200F, 0x2060...0x2065,
            0x206A...0x206F, 0x3164, 0xFE00...0xFE0F, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0x1BCA0...0x1BCA3,
            0xE0000...0xE0FFF:
            true
        default: isBidirectionalControl(scalar)
        }
    }

    /// Whether the sign changes the direction in which others are drawn (UAX 9).
    package static func isBidirectionalControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x61C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    /// Whether the sign is a C0 or C1 control other than tab and the line ends.
    package static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0x00...0x1F, 0x7F...0x9F: true
        default: false
        }
    }

    /// The text without invisible signs, controls and line separators.
    package static func cleaned(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var clean = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !isInvisible(scalar) && !isControl(scalar) {
            clean.append(scalar.value == 0x2028 || scalar.value == 0x2029 ? " " : scalar)
        }
        return String(clean)
    }

    /// The letter or digit of ASCII that the sign looks like, or the sign itself: fullwidth, circled and mathematical
    /// letters, and the Cyrillic and Greek letters that are drawn like Latin ones.
    package static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.isASCII { return scalar }
        switch scalar.value {
        case 0xFF01...0xFF5E: return Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x24B6...0x24CF: return Unicode.Scalar(scalar.value - 0x24B6 + 0x61) ?? scalar
        case 0x24D0...0x24E9: return Unicode.Scalar(scalar.value - 0x24D0 + 0x61) ?? scalar
        case 0x1D400...0x1D6A3: return mathematicalLetter(scalar)
        case 0x1D7CE...0x1D7FF: return Unicode.Scalar((scalar.value - 0x1D7CE) % 10 + 0x30) ?? scalar
        default: return lookalikes[scalar] ?? decimal(scalar) ?? scalar
        }
    }

    /// The text with every sign folded.
    package static func folded(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        var folded = String.UnicodeScalarView()
        folded.append(contentsOf: text.unicodeScalars.map(Self.folded))
        return String(folded)
    }

    /// Whether a word mixes letters of Latin with letters of Cyrillic, Greek, Armenian or Cherokee.
    package static func mixesScripts(_ word: some StringProtocol) -> Bool {
        let scalars = word.unicodeScalars
        return scalars.contains(where: isLatin) && scalars.contains(where: isLatinLookalikeScript)
    }

    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x1E00...0x1EFF: true
        default: false
        }
    }

    private static func isLatinLookalikeScript(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x370...0x3FF, 0x400...0x52F, 0x531...0x587, 0x13A0...0x13FF, 0x1F00...0x1FFF, 0xAB70...0xABBF: true
        default: false
        }
    }

    private static func mathematicalLetter(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        Unicode.Scalar((scalar.value - 0x1D400) % 26 + 0x61) ?? scalar
    }

    private static func decimal(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else { return nil }
        return Unicode.Scalar(UInt32(value) + 0x30)
    }

    private static let lookalikes: [Unicode.Scalar: Unicode.Scalar] = {
        let pairs: [(String, String)] = [
            ("аАαΑɑ", "a"), ("вВΒ", "b"), ("сСϲС", "c"), ("ԁ", "d"), ("еЕΕέ", "e"), ("ɡԍ", "g"), ("һНΗ", "h"),
            ("іІιΙıӏ", "i"), ("јЈ", "j"), ("кКκΚ", "k"), ("ⅼ", "l"), ("мМΜ", "m"), ("ոΝ", "n"), ("оОοΟօ", "o"),
            ("рРρΡ", "p"), ("ԛ", "q"), ("гᴦ", "r"), ("ѕЅ", "s"), ("тТτΤ", "t"), ("υս", "u"), ("νѵ", "v"), ("ԝѡ", "w"),
            ("хХχΧ", "x"), ("уУγΥү", "y"), ("Ζ", "z"),
        ]
        var table: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (looks, letter) in pairs {
            guard let plain = letter.unicodeScalars.first else { continue }
            for scalar in looks.unicodeScalars { table[scalar] = plain }
        }
        return table
    }()
}
