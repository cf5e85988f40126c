/// How far the origin of a value can be trusted; a higher case is more trusted.
package enum Integrity: Int, Comparable, Sendable, CaseIterable {
    /// Came from outside: tool results, web pages, the language model's own words.
    case external
    /// Said or typed by the caller.
    case caller
    /// Configured by the tenant: instructions, agent, tools registered as trusted.
    case tenant
    /// Configured by the operator of the gateway.
    case operator_

    package static func < (left: Integrity, right: Integrity) -> Bool { left.rawValue < right.rawValue }

    /// The name in policies and audit records.
    package var name: String {
        switch self {
        case .external: "external"
        case .caller: "caller"
        case .tenant: "tenant"
        case .operator_: "operator"
        }
    }
}

/// Where a value came from and whether it may leave. Labels only ever get worse when values are joined: a lattice after
/// Denning, "A lattice model of secure information flow" (1976).
package struct Label: Hashable, Sendable {
    /// How far its origin can be trusted.
    package var integrity: Integrity
    /// Whether it holds something that may be shown only to its own caller.
    package var isSensitive: Bool

    /// A label of those two parts.
    package init(_ integrity: Integrity, isSensitive: Bool = false) {
        self.integrity = integrity
        self.isSensitive = isSensitive
    }

    /// The label of a value made from two others: the lower trust, the higher secrecy.
    package func joined(_ other: Label) -> Label {
        Label(min(integrity, other.integrity), isSensitive: isSensitive || other.isSensitive)
    }
}

/// A value that carries where it came from.
package struct Labeled<Value> {
    /// The value.
    package var value: Value
    /// Where it came from.
    package var label: Label

    /// A value that came from there.
    package init(_ value: Value, _ label: Label) {
        self.value = value
        self.label = label
    }

    /// The same label on another form of the value.
    package func map<Other>(_ transform: (Value) throws -> Other) rethrows -> Labeled<Other> {
        Labeled<Other>(try transform(value), label)
    }
}

extension Labeled: Sendable where Value: Sendable {}
extension Labeled: Equatable where Value: Equatable {}
