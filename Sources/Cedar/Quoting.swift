/// The text as a Cedar string literal: quotes, backslashes and control characters escaped.
func quoted(_ text: Text) -> String { "\"\(escaped(text))\"" }

/// The inside of a Cedar string literal that spells `text`.
func escaped(_ text: Text) -> String {
    var result = ""
    for scalar in text.string.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        case "\0": result += "\\0"
        default:
            let hidden = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || !scalar.isPrintable
            if hidden {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
    return result
}

extension Unicode.Scalar {
    /// False for invisible and direction-changing characters, which would make a log line lie.
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
        default: true
        }
    }
}

/// Whether `text` can be written as a bare name: a letter or `_`, then letters, digits and `_`, and no reserved word.
func isIdentifier(_ text: Text) -> Bool {
    guard let first = text.string.utf8.first, isNameStart(first) else { return false }
    return text.string.utf8.allSatisfy { isNameStart($0) || isDigit($0) } && !reservedWords.contains(text)
}

/// Words that cannot name a type, an attribute or a function.
let reservedWords: Set<Text> = ["true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar"]

func isNameStart(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x5F
}

func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
