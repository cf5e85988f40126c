import Primitives

/// How sure the gateway is of who is calling. It is a number in policies, and can rise in the course of a call.
package enum Assurance: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Nobody said who it is.
    case anonymous = 0
    /// Somebody said so: a telephone number, a name.
    case claimed = 1
    /// A token of the tenant's own login, or a PIN, says so.
    case verified = 2
    /// A second channel confirmed it during the call.
    case outOfBand = 3

    package static func < (left: Assurance, right: Assurance) -> Bool { left.rawValue < right.rawValue }
}

/// Who is calling.
package struct CallerIdentity: Sendable, Hashable {
    /// The caller's name among the tenant's callers; nothing when nobody said.
    package let id: CallerID?
    /// How sure that is.
    package let assurance: Assurance

    /// A caller of whom nothing is known.
    package static let anonymous = CallerIdentity(id: nil, assurance: .anonymous)

    init(id: CallerID?, assurance: Assurance) {
        self.id = id
        self.assurance = id == nil ? .anonymous : assurance
    }
}
