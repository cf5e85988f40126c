/// What is asked: may `principal` do `action` to `resource`, given `context`?
package struct Request: Sendable {
    /// Who acts, what is done, and on what.
    package var principal: EntityUID, action: EntityUID, resource: EntityUID
    /// The circumstances.
    package var context: CedarRecord

    /// A request.
    package init(principal: EntityUID, action: EntityUID, resource: EntityUID, context: CedarRecord = .empty) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.context = context
    }
}

/// The outcome of an authorisation.
package enum Decision: String, Sendable, Hashable { case allow, deny }

/// A policy that could not be evaluated.
package struct PolicyFailure: Sendable, Hashable, CustomStringConvertible {
    /// The policy's id.
    package let policy: String
    /// Why.
    package let error: EvaluationError

    package var description: String { "policy `\(policy)`: \(error)" }
}

/// The answer to a request.
package struct Response: Sendable, Hashable {
    /// Allow when some permit is satisfied and no forbid is; otherwise deny.
    package let decision: Decision
    /// The ids of the satisfied policies that made the decision: the forbids when there is one, else the permits.
    package let determiningPolicies: [String]
    /// The policies that failed. They took no part in the decision.
    package let errors: [PolicyFailure]
}
