/// Base 64 after RFC 4648 section 4, padded. Decoding is strict: one text for each byte string, so that nobody can hide
/// the same bytes behind a second spelling.
package enum Base64 {
    /// The padded text.
    package static func encode(_ bytes: [UInt8]) -> String { String(decoding: encodedBytes(bytes), as: UTF8.self) }

    /// The padded text as ASCII bytes.
    package static func encodedBytes(_ bytes: [UInt8]) -> [UInt8] { Base64Alphabet.standard.encode(bytes) }

    /// The bytes; nil for missing padding, white space, foreign digits or unused bits that are not zero.
    package static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)) }

    /// The bytes of a text in ASCII; nil as above.
    package static func decode(_ text: [UInt8]) -> [UInt8]? { Base64Alphabet.standard.decode(text) }
}

/// Base 64 with the alphabet for URLs after RFC 4648 section 5, without padding (RFC 7515 section 2). Strict as `Base64`.
package enum Base64URL {
    /// The text without padding.
    package static func encode(_ bytes: [UInt8]) -> String { String(decoding: encodedBytes(bytes), as: UTF8.self) }

    /// The text without padding as ASCII bytes.
    package static func encodedBytes(_ bytes: [UInt8]) -> [UInt8] { Base64Alphabet.url.encode(bytes) }

    /// The bytes; nil for padding, white space, foreign digits or unused bits that are not zero.
    package static func decode(_ text: String) -> [UInt8]? { decode(Array(text.utf8)) }

    /// The bytes of a text in ASCII; nil as above.
    package static func decode(_ text: [UInt8]) -> [UInt8]? { Base64Alphabet.url.decode(text) }
}
