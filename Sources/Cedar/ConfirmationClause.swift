/// The one form in which a policy may ask for the caller's confirmation: a whole clause `context.confirmation >= k`.
enum ConfirmationClause {
    /// The attribute's name.
    static let attribute: Text = "confirmation"

    /// `k` when the whole of `body` is `context.confirmation >= k` with `k` from 1 to 3.
    static func level(of body: Expression) -> UInt8? {
        guard case .binary(.greaterOrEqual, let left, let right) = body.kind,
            case .attribute(let base, attribute) = left.kind,
            case .variable(.context) = base.kind, case .literal(.long(let level)) = right.kind, (1...3).contains(level)
        else { return nil }
        return UInt8(level)
    }
}
