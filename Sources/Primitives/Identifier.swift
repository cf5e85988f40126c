/// A name that people or programs chose for a thing of one kind: 1 to 64 bytes of `a-z 0-9 - _ .`, beginning with a
/// letter or digit. Ids of different kinds cannot be mixed up, and none can hold a path, a quote or a control character.
package struct Identifier<Kind>: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The bytes of the id, as a string of ASCII characters.
    package let text: String

    /// The id that `text` spells; nothing when it is empty, too long or holds any other character.
    package init?(_ text: String) {
        let bytes = text.utf8
        guard (1...64).contains(bytes.count), let first = bytes.first, isLetterOrDigit(first) else { return nil }
        guard bytes.allSatisfy({ isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }) else { return nil }
        self.text = text
    }

    /// A fresh id: `prefix` and 130 random bits as 26 characters of Crockford's base 32 in lower case.
    /// The prefix must itself be made of the characters that ids allow.
    package init(prefix: String, from generator: inout some RandomNumberGenerator) {
        let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
        var word: UInt64 = 0
        let tail = (0..<26).map { index in
            if index % 12 == 0 { word = generator.next() }
            defer { word >>= 5 }
            return alphabet[Int(word & 31)]
        }
        text = prefix + String(decoding: tail, as: UTF8.self)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    package var description: String { text }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) }

/// The kinds of things that have ids.
package enum Kind {
    package enum Tenant {}
    package enum Agent {}
    package enum Tool {}
    package enum Caller {}
    package enum Session {}
    package enum Turn {}
    package enum Item {}
    package enum Call {}
    package enum Key {}
    package enum Gate {}
    package enum Request {}
}

package typealias TenantID = Identifier<Kind.Tenant>
package typealias AgentID = Identifier<Kind.Agent>
package typealias ToolID = Identifier<Kind.Tool>
package typealias CallerID = Identifier<Kind.Caller>
package typealias SessionID = Identifier<Kind.Session>
package typealias TurnID = Identifier<Kind.Turn>
package typealias ItemID = Identifier<Kind.Item>
package typealias CallID = Identifier<Kind.Call>
package typealias KeyID = Identifier<Kind.Key>
package typealias GateID = Identifier<Kind.Gate>
package typealias RequestID = Identifier<Kind.Request>
