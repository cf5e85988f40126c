/// What the gateway does with a call.
package enum GateDecision: Sendable, Hashable {
    /// Run it. The permits that allow it.
    case allow(determining: [String])
    /// Ask the caller to confirm at `level`, 1 to 3, the weakest that would be allowed. The forbids that ask for it
    /// and the permits that would then allow it.
    case confirm(level: Int, determining: [String])
    /// Refuse it, whatever the caller confirms. The forbids that decide, or nothing when no policy permits it;
    /// a sentence that may be logged and spoken.
    case deny(determining: [String], reason: String)
    /// Refuse it and raise an alarm: the policies cannot be trusted to decide.
    case alarm(GateAlarm, policies: [String])
}

/// Why the policies could not decide.
package enum GateAlarm: Sendable, Hashable, CustomStringConvertible {
    /// Policies failed. Cedar would skip them, so that a failing forbid would fail open.
    case policyFailure([PolicyFailure])
    /// More confirmation would turn an allowed call into a denied one.
    case notUpwardClosed(ConfirmationLevels)

    package var description: String {
        switch self {
        case .policyFailure(let failures): failures.map(\.description).joined(separator: "; ")
        case .notUpwardClosed(let levels): "allowed only at the confirmation levels \(levels)"
        }
    }
}

/// Decides calls with confirmation gates, on top of the Cedar authoriser: deny by default, deny and alarm on any
/// failing policy, and the weakest confirmation that suffices otherwise.
package struct GateEvaluator: Sendable {
    /// The policies it decides by.
    package let policySet: PolicySet

    /// An evaluator of that set; throws when the set is not in the normal form that `GateCheck` describes.
    package init(_ policySet: PolicySet) throws(GateRefusals) {
        let refusals = GateCheck.refusals(in: policySet)
        guard refusals.isEmpty else { throw GateRefusals(refusals: refusals) }
        self.policySet = policySet
    }

    /// What would be decided at each level. `request.context` needs no confirmation level; one that is there is ignored.
    package func whatIf(_ request: Request, _ entities: Entities) -> WhatIf {
        WhatIf(policySet, Evaluator(policySet.program, request, entities))
    }

    /// Decides `request` of a caller who has confirmed it at level `reached`, 0 to 3.
    package func decide(_ request: Request, _ entities: Entities, reached: Int = 0) -> GateDecision {
        let whatIf = whatIf(request, entities)
        guard whatIf.failures.isEmpty else {
            return .alarm(.policyFailure(whatIf.failures), policies: whatIf.failures.map(\.policy))
        }
        let allowed = whatIf.allowed
        guard allowed.isUpwardClosed else {
            return .alarm(.notUpwardClosed(allowed), policies: ids(whatIf.permits + whatIf.forbids))
        }
        let permits = { (level: Int) in ids(whatIf.permits.filter { $0.levels.contains(level) }) }
        let forbids = ids(whatIf.forbids.filter { $0.levels.contains(reached) })
        if allowed.contains(reached) { return .allow(determining: permits(reached)) }
        if let level = allowed.lowest, level > reached {
            return .confirm(level: level, determining: forbids + permits(level))
        }
        return .deny(determining: forbids, reason: reason(forbids))
    }

    private func ids(_ satisfied: [WhatIf.Satisfied]) -> [String] { satisfied.map { policySet.policies[$0.number].id } }

    /// The sentence of the first forbid that has one in `@reason`.
    private func reason(_ forbids: [String]) -> String {
        let texts = forbids.map { id in policySet.policies.first { Text($0.id) == Text(id) }?.annotation("reason") }
        let fallback = forbids.isEmpty ? "No policy permits this." : "A policy forbids this."
        return texts.lazy.compactMap(\.self).first ?? fallback
    }
}
