/// A set of the four confirmation levels: 0 none, 1 spoken, 2 keypad PIN, 3 out of band.
package struct ConfirmationLevels: Hashable, Sendable, CustomStringConvertible {
    /// One bit per level.
    package let bits: UInt8

    /// The levels whose bits are set; higher bits are dropped.
    package init(bits: UInt8) { self.bits = bits & 0b1111 }

    /// Every level, and none.
    package static let all = ConfirmationLevels(bits: 0b1111)
    package static let none = ConfirmationLevels(bits: 0)

    /// The levels from `level` up.
    package static func from(_ level: Int) -> ConfirmationLevels {
        ConfirmationLevels(bits: level > 3 ? 0 : UInt8(0b1111 << max(0, level) & 0b1111))
    }

    /// Whether `level` is in the set.
    package func contains(_ level: Int) -> Bool { (0...3).contains(level) && bits >> UInt8(level) & 1 == 1 }

    /// The lowest level in the set.
    package var lowest: Int? { bits == 0 ? nil : bits.trailingZeroBitCount }

    /// Whether with each level every higher one is in the set.
    package var isUpwardClosed: Bool { self == lowest.map(Self.from) ?? .none }

    package static func & (left: Self, right: Self) -> Self { Self(bits: left.bits & right.bits) }
    package static func | (left: Self, right: Self) -> Self { Self(bits: left.bits | right.bits) }
    package static prefix func ~ (levels: Self) -> Self { Self(bits: ~levels.bits) }

    package var description: String { "\((0...3).filter(contains))" }
}
