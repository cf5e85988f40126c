/// Takes comments and the insides of string literals out of Swift text and keeps every line break. It knows nested block
/// comments, multi-line and raw strings, and interpolations, whose code it keeps.
struct CodeStripper {
    private var output: [UInt8] = []
    private var bytes: [UInt8] = []
    private var at = 0

    mutating func strip(_ text: [UInt8]) -> String {
        (bytes, at, output) = (text, 0, [])
        code(untilParenthesis: false)
        return String(decoding: output, as: UTF8.self)
    }

    private func has(_ text: StaticString, at index: Int) -> Bool {
        let wanted = Array("\(text)".utf8)
        return index + wanted.count <= bytes.count && bytes[index..<(index + wanted.count)].elementsEqual(wanted)
    }

    /// Code up to the end, or to the parenthesis that closes an interpolation.
    private mutating func code(untilParenthesis: Bool) {
        var depth = 0
        while at < bytes.count {
            if has("//", at: at) {
                skip { $0 != UInt8(ascii: "\n") }
            } else if has("/*", at: at) {
                blockComment()
            } else if let hashes = stringStart() {
                string(hashes: hashes)
            } else {
                let byte = bytes[at]
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    if untilParenthesis, depth == 0 { return }
                    depth -= 1
                }
                output.append(byte)
                at += 1
            }
        }
    }

    private mutating func skip(while condition: (UInt8) -> Bool) {
        while at < bytes.count, condition(bytes[at]) { at += 1 }
    }

    private mutating func blockComment() {
        var depth = 0
        repeat {
            if has("/*", at: at) {
                depth += 1
                at += 2
            } else if has("*/", at: at) {
                depth -= 1
                at += 2
            } else {
                keepLineBreak()
                at += 1
            }
        } while depth > 0 && at < bytes.count
    }

    private mutating func keepLineBreak() {
        if bytes[at] == UInt8(ascii: "\n") { output.append(bytes[at]) }
    }

    /// The number of `#` before a quotation mark, when a string begins here.
    private func stringStart() -> Int? {
        var index = at
        while index < bytes.count, bytes[index] == UInt8(ascii: "#") { index += 1 }
        return index < bytes.count && bytes[index] == UInt8(ascii: "\"") ? index - at : nil
    }

    private mutating func string(hashes: Int) {
        at += hashes
        let quote = has("\"\"\"", at: at) ? 3 : 1
        at += quote
        output.append(UInt8(ascii: "\""))
        while at < bytes.count, !closes(quote, hashes) {
            if bytes[at] == UInt8(ascii: "\\"), hashesFollow(hashes, at: at + 1) {
                escape(hashes)
            } else {
                keepLineBreak()
                at += 1
            }
        }
        at = min(bytes.count, at + quote + hashes)
        output.append(UInt8(ascii: "\""))
    }

    private func hashesFollow(_ count: Int, at index: Int) -> Bool {
        index + count <= bytes.count && bytes[index..<(index + count)].allSatisfy { $0 == UInt8(ascii: "#") }
    }

    private func closes(_ quote: Int, _ hashes: Int) -> Bool {
        let marks = at + quote <= bytes.count && bytes[at..<(at + quote)].allSatisfy { $0 == UInt8(ascii: "\"") }
        return marks && hashesFollow(hashes, at: at + quote)
    }

    /// An escaped character, or an interpolation, whose code is kept between parentheses.
    private mutating func escape(_ hashes: Int) {
        at += 1 + hashes
        guard at < bytes.count, bytes[at] == UInt8(ascii: "(") else {
            at = min(bytes.count, at + 1)
            return
        }
        output.append(UInt8(ascii: "("))
        at += 1
        code(untilParenthesis: true)
        output.append(UInt8(ascii: ")"))
        at = min(bytes.count, at + 1)
    }
}
