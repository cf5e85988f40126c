/// The Cedar authorisation algorithm: deny unless some permit is satisfied and no forbid is.
package enum Authorizer {
    static func authorize(_ set: PolicySet, _ evaluator: Evaluator) -> Response {
        var permits: [String] = []
        var forbids: [String] = []
        var errors: [PolicyFailure] = []
        forEachCandidate(set, evaluator) { number in
            let policy = evaluator.program.policies[number]
            do throws(EvaluationError) {
                guard try evaluator.isSatisfied(policy) else { return }
                if policy.isForbid {
                    forbids.append(set.policies[number].id)
                } else {
                    permits.append(set.policies[number].id)
                }
            } catch {
                errors.append(PolicyFailure(policy: set.policies[number].id, error: error))
            }
        }
        let allowed = forbids.isEmpty && !permits.isEmpty
        return Response(
            decision: allowed ? .allow : .deny, determiningPolicies: forbids.isEmpty ? permits : forbids, errors: errors
        )
    }

    /// Calls `body` with the number of every policy whose scope fits, in order.
    static func forEachCandidate(_ set: PolicySet, _ evaluator: Evaluator, _ body: (Int) -> Void) {
        let candidates = set.index.candidates(evaluator)
        for word in candidates.indices {
            var bits = candidates[word]
            while bits != 0 {
                let number = word * 64 + bits.trailingZeroBitCount
                bits &= bits - 1
                if evaluator.fits(evaluator.program.policies[number]) { body(number) }
            }
        }
    }
}

extension Evaluator {
    /// Whether every clause of the policy holds; its scope is taken to fit.
    func isSatisfied(_ policy: Program.CompiledPolicy) throws(EvaluationError) -> Bool {
        for clause in policy.clauses where try bool(program.clauses[clause].root) == program.clauses[clause].isNegated {
            return false
        }
        return true
    }
}
