/// What a request's decision would be at each confirmation level, worked out in one pass: the clauses that do not
/// name the level are evaluated once, and each policy yields the set of levels at which it is satisfied.
package struct WhatIf: Sendable {
    /// A policy with the levels at which it is satisfied.
    package struct Satisfied: Sendable, Hashable {
        /// The policy's number in its set.
        let number: Int
        /// At least one level.
        package let levels: ConfirmationLevels
    }

    /// The permits and the forbids that are satisfied at some level.
    package private(set) var permits: [Satisfied] = [], forbids: [Satisfied] = []
    /// The policies that fail at some level.
    package private(set) var failures: [PolicyFailure] = []

    /// The levels at which the call would be allowed.
    package var allowed: ConfirmationLevels {
        permits.reduce(.none) { $0 | $1.levels } & ~forbids.reduce(.none) { $0 | $1.levels }
    }

    init(_ set: PolicySet, _ evaluator: Evaluator) {
        Authorizer.forEachCandidate(set, evaluator) { number in
            let policy = evaluator.program.policies[number]
            do throws(EvaluationError) {
                let levels = try evaluator.levels(policy)
                if levels == .none { return }
                let satisfied = Satisfied(number: number, levels: levels)
                if policy.isForbid { forbids.append(satisfied) } else { permits.append(satisfied) }
            } catch {
                failures.append(PolicyFailure(policy: set.policies[number].id, error: error))
            }
        }
    }
}

extension Evaluator {
    /// The levels at which every clause of the policy holds. Fails when a clause fails that some level reaches.
    func levels(_ policy: Program.CompiledPolicy) throws(EvaluationError) -> ConfirmationLevels {
        var levels = ConfirmationLevels.all
        for number in policy.clauses {
            let clause = program.clauses[number]
            if clause.gate > 0 {
                let reached = ConfirmationLevels.from(Int(clause.gate))
                levels = levels & (clause.isNegated ? ~reached : reached)
                if levels == .none { return .none }
            } else if try bool(clause.root) == clause.isNegated {
                return .none
            }
        }
        return levels
    }
}
