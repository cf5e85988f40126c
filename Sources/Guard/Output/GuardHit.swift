/// A rule of the output guard that found something. Names the rule, never what was found.
package struct GuardHit: Hashable, Sendable, CustomStringConvertible {
    /// The rule's name in records and metrics: `credential.jwt`, `canary.base64`, `card`, `words.<name>`.
    package let rule: String
    /// What the rule wants done.
    package let action: GuardAction

    /// A hit of that rule.
    package init(_ rule: String, _ action: GuardAction) {
        self.rule = rule
        self.action = action
    }

    package var description: String { rule }
}

/// What happens to a sentence in which something was found.
package enum GuardAction: Int, Comparable, Sendable {
    /// The place is replaced, the rest is spoken.
    case mask
    /// The sentence is not spoken, nor what follows it in this answer.
    case stop

    package static func < (left: GuardAction, right: GuardAction) -> Bool { left.rawValue < right.rawValue }
}

/// What the output guard says about a sentence.
package enum OutputVerdict: Equatable, Sendable {
    /// Speak this: the sentence without invisible signs.
    case pass(String)
    /// Speak this: the sentence with the places of the hits replaced.
    case mask(String, [GuardHit])
    /// Do not speak it.
    case stop([GuardHit])

    /// What may be spoken, if anything.
    package var text: String? {
        switch self {
        case .pass(let text), .mask(let text, _): text
        case .stop: nil
        }
    }

    /// What was found.
    package var hits: [GuardHit] {
        switch self {
        case .pass: []
        case .mask(_, let hits), .stop(let hits): hits
        }
    }
}

/// A hit with its place in the scanned text, in bytes of UTF-8.
struct Finding: Equatable {
    var hit: GuardHit
    var range: Range<Int>
}
