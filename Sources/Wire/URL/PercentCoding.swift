/// Percent coding of URL parts (RFC 3986 section 2.1). Decoding is strict: a percent sign without two hexadecimal
/// digits, and text that is not UTF-8, are refused.
package enum PercentCoding {
    /// The text with everything but RFC 3986's unreserved characters coded, fit for any part of a URL.
    package static func encode(_ text: String) -> String {
        var coded: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                coded.append(byte)
            } else {
                coded.append(UInt8(ascii: "%"))
                coded.append(contentsOf: Hex.encode(CollectionOfOne(byte)).uppercased().utf8)
            }
        }
        return String(decoding: coded, as: UTF8.self)
    }

    /// The bytes behind a coded text; nil when a percent sign is not followed by two hexadecimal digits.
    package static func decodedBytes(_ coded: some Collection<UInt8>, plusIsSpace: Bool = false) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(coded.count)
        var rest = coded.makeIterator()
        while let byte = rest.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.next().flatMap(Hex.value(of:)), let low = rest.next().flatMap(Hex.value(of:))
                else {
                    return nil
                }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return bytes
    }

    /// The text behind a coded text; nil when it is coded wrongly or not UTF-8.
    package static func decode(_ coded: String) -> String? {
        decodedBytes(coded.utf8).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Letters, digits, `-`, `.`, `_` and `~` (RFC 3986 section 2.3).
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
