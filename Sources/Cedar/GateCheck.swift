/// Why a policy's use of `context.confirmation` is refused at load.
package struct GateRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The policy.
    package let policy: String
    /// Where the use stands.
    package let position: SourcePosition
    /// What is wrong and what to write instead.
    package let message: String

    package var description: String { "\(position): policy `\(policy)`: \(message)" }
}

/// All refusals of one set; never empty.
package struct GateRefusals: Error, Hashable, Sendable, CustomStringConvertible {
    /// The refusals in source order.
    package let refusals: [GateRefusal]

    package var description: String { refusals.map(\.description).joined(separator: "\n") }
}

/// The load-time check that more confirmation never turns an allowed call into a denied one. The confirmation level
/// may be used only as a whole clause: `when { context.confirmation >= k }` in a permit and
/// `unless { context.confirmation >= k }` in a forbid, with `k` from 1 to 3. A satisfied permit then stays satisfied
/// as the level rises and an unsatisfied forbid stays unsatisfied, so the allowed levels are upward closed.
package enum GateCheck {
    /// The uses that are refused, in source order; none when the set is in normal form.
    package static func refusals(in set: PolicySet) -> [GateRefusal] {
        (set.policies + set.templates).flatMap { policy in policy.conditions.flatMap { refusals(policy, $0) } }
    }

    private static func refusals(_ policy: Policy, _ condition: Policy.Condition) -> [GateRefusal] {
        if ConfirmationClause.level(of: condition.body) != nil {
            let fits = policy.effect == .permit ? condition.kind == .when : condition.kind == .unless
            return fits ? [] : [refusal(policy, condition.body, inverted(policy.effect))]
        }
        return uses(in: condition.body).map { refusal(policy, $0.place, $0.message) }
    }

    private static func inverted(_ effect: Policy.Effect) -> String {
        effect == .permit
            ? "a permit `unless { context.confirmation >= k }` would allow less after more confirmation; use `when`"
            : "a forbid `when { context.confirmation >= k }` would deny after more confirmation; use `unless`"
    }

    private static let wholeClause =
        "`context.confirmation` may be used only as a whole clause, `when { context.confirmation >= k }` in a permit or "
        + "`unless { context.confirmation >= k }` in a forbid, with k from 1 to 3; split the policy or the clause"

    private static let wholeContext =
        "`context` as a whole value holds the confirmation level; name the attributes that are meant"

    /// Every place in `root` where the level can be seen.
    private static func uses(in root: Expression) -> [(place: Expression, message: String)] {
        var found: [(place: Expression, message: String)] = []
        var open = [root]
        while let expression = open.popLast() {
            switch expression.kind {
            case .variable(.context): found.append((expression, wholeContext))
            case .attribute(let base, let name), .has(let base, let name):
                guard case .variable(.context) = base.kind else {
                    open.append(base)
                    continue
                }
                if name == ConfirmationClause.attribute { found.append((expression, wholeClause)) }
            default: open += expression.kind.children
            }
        }
        return found.sorted { $0.place.span.start < $1.place.span.start }
    }

    private static func refusal(_ policy: Policy, _ place: Expression, _ message: String) -> GateRefusal {
        GateRefusal(policy: policy.id, position: policy.place(of: place), message: message)
    }
}
