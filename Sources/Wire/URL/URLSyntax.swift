/// The character classes of RFC 3986 that more than one parser needs.
enum URLSyntax {
    /// `pchar` without its percent codes: unreserved, sub-delims, `:` and `@`, and the slash between segments; `%` is
    /// let through here and checked by decoding.
    static func isPath(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&")...UInt8(ascii: ","), UInt8(ascii: ";"),
            UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "%"):
            true
        default: PercentCoding.isUnreserved(byte)
        }
    }

    /// What a query may hold: `pchar`, `/` and `?`.
    static func isQuery(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "?") || isPath(byte) }

    /// Whether the bytes are a dotted IPv4 address of four numbers from 0 to 255 without leading zeros.
    static func isIPv4(_ text: some BidirectionalCollection<UInt8>) -> Bool {
        let parts = Array(text).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { decimal($0, upTo: 255) != nil }
    }

    /// A number without sign and leading zeros, or nil.
    static func decimal(_ digits: ArraySlice<UInt8>, upTo limit: Int) -> Int? {
        guard !digits.isEmpty, digits.count <= 5, digits.count == 1 || digits.first != UInt8(ascii: "0") else {
            return nil
        }
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value <= limit ? value : nil
    }

    /// Whether the bytes are an IPv6 address (RFC 4291 section 2.2), without a zone.
    static func isIPv6(_ text: some BidirectionalCollection<UInt8>) -> Bool {
        let bytes = Array(text)
        let gaps = bytes.indices.dropLast().filter { bytes[$0] == 0x3A && bytes[$0 + 1] == 0x3A }
        guard let gap = gaps.first else { return groups(in: bytes[...], mayEndInIPv4: true) == 8 }
        guard gaps.count == 1 else { return false }
        let (left, right) = (bytes[..<gap], bytes[(gap + 2)...])
        guard let before = groups(in: left, mayEndInIPv4: false), let after = groups(in: right, mayEndInIPv4: true)
        else {
            return false
        }
        return before + after <= 7
    }

    /// How many 16-bit groups the text has; nil when it is not made of such.
    private static func groups(in text: ArraySlice<UInt8>, mayEndInIPv4: Bool) -> Int? {
        guard !text.isEmpty else { return 0 }
        var count = 0
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        for (place, part) in parts.enumerated() {
            if mayEndInIPv4, place == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard isIPv4(part) else { return nil }
                count += 2
            } else {
                guard (1...4).contains(part.count), part.allSatisfy({ Hex.value(of: $0) != nil }) else { return nil }
                count += 1
            }
        }
        return count
    }

    /// Whether the bytes are a DNS name: labels of letters, digits, `-` and `_`, at most 63 bytes each and 253 in all,
    /// not beginning or ending with `-`; the last one is not a number, so that no second spelling of an IPv4 address
    /// (`127.1`, `0x7f000001`) passes for a name.
    static func isName(_ text: some BidirectionalCollection<UInt8>) -> Bool {
        let labels = Array(text).split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...253).contains(text.count), let last = labels.last, last.first.map(isDigit) == false else {
            return false
        }
        return labels.allSatisfy { label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy {
                    isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                }
        }
    }

    /// A letter of ASCII.
    static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

    /// A digit of ASCII.
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
