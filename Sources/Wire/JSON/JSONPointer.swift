/// A place in a JSON value (RFC 6901): empty for the whole, else `/key/3/...` with `~` as `~0` and `/` as `~1`.
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The pointer as text.
    package let text: String

    /// The whole value.
    package static let root = JSONPointer(text: "")

    private init(text: String) { self.text = text }

    /// The member of that key, one step further.
    package func appending(_ key: String) -> JSONPointer {
        var escaped: [UInt8] = []
        for byte in key.utf8 {
            switch byte {
            case UInt8(ascii: "~"): escaped += Array("~0".utf8)
            case UInt8(ascii: "/"): escaped += Array("~1".utf8)
            default: escaped.append(byte)
            }
        }
        return JSONPointer(text: text + "/" + String(decoding: escaped, as: UTF8.self))
    }

    /// The element at that index, one step further.
    package func appending(_ index: Int) -> JSONPointer { JSONPointer(text: "\(text)/\(index)") }

    package var description: String { text }
}
