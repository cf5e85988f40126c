import Audit
import Cedar
import Primitives
import Taint
import Wire

/// A tenant's policies with the platform's, as they judge calls: which facts they see, and what they say.
package struct CallPolicy: Sendable {
    /// The version that decision records name: a digest of the texts.
    package let version: String
    private let evaluator: GateEvaluator

    /// Policies of that version.
    package init(_ evaluator: GateEvaluator, version: String) {
        self.evaluator = evaluator
        self.version = version
    }

    /// What policy says of a call.
    package struct Verdict: Sendable {
        /// Allow, confirm, deny, or alarm.
        package let decision: GateDecision
        /// The facts about the arguments that policy saw, by their names.
        package let labels: [String]
    }

    /// Judges a call of a caller who has confirmed it at level `reached`.
    package func decide(
        _ tool: ToolDefinition, _ arguments: JSON, _ scene: CallScene, now: WallTime, reached: Int
    ) -> Verdict {
        let facts = CallFacts(tool: tool, arguments: arguments, scene: scene, now: now)
        guard let request = facts.request, let entities = facts.entities else {
            return Verdict(decision: .deny(determining: [], reason: "The call cannot be judged."), labels: facts.labels)
        }
        return Verdict(decision: evaluator.decide(request, entities, reached: reached), labels: facts.labels)
    }

    /// The tenant's day, for reading dates aloud.
    package func today(_ scene: CallScene, _ now: WallTime) -> CivilDate {
        CivilDate(daysSinceEpoch: floorDivide(now.seconds + scene.utcOffset, 86_400))
    }
}

extension CallPolicy.Verdict {
    /// The ids of the policies that decided.
    var policies: [String] {
        switch decision {
        case .allow(let ids), .confirm(_, let ids), .deny(let ids, _), .alarm(_, let ids): ids
        }
    }

    /// The level that is needed, when one is.
    var neededLevel: Int? {
        if case .confirm(let level, _) = decision { level } else { nil }
    }

    /// Why not; empty when it is allowed.
    var reason: String {
        switch decision {
        case .allow: ""
        case .confirm: "It needs the caller's confirmation."
        case .deny(_, let reason): reason
        case .alarm: "The policies cannot decide this."
        }
    }

    /// What went wrong in the policies themselves.
    var errors: [String] {
        if case .alarm(let alarm, _) = decision { [alarm.description] } else { [] }
    }

    var audited: AuditedDecision {
        switch decision {
        case .allow: .allow
        case .confirm: .gate
        case .deny, .alarm: .deny
        }
    }
}
