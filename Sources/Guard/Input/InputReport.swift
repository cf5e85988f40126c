/// Something odd about a text that came in. A signal for the risk score and for policy; never the only defence.
package struct InputSignal: Hashable, Sendable {
    /// Its name in records and metrics.
    package let name: String
    /// How odd, from 1 to 100.
    package let weight: Int

    /// A signal of that weight.
    package init(_ name: String, _ weight: Int) {
        self.name = name
        self.weight = weight
    }
}

/// Why a text was refused.
package enum InputRefusal: String, Error, Sendable, CustomStringConvertible {
    /// More bytes, or more bytes in one line, than allowed.
    case tooLarge
    /// C0 or C1 control characters.
    case control
    /// More combining marks than any language stacks.
    case combiningFlood

    package var description: String {
        switch self {
        case .tooLarge: "the text is too long"
        case .control: "the text holds control characters"
        case .combiningFlood: "the text stacks too many combining marks"
        }
    }
}

/// What the input guard says about a text.
package struct InputReport: Sendable, Equatable {
    /// Why it must not be used, if so.
    package var refusal: InputRefusal?
    /// The text without invisible and bidirectional signs; the original when it was refused.
    package var text: String
    /// What was odd, each once.
    package var signals: [InputSignal]

    /// The weights of the signals together, at most 100.
    package var score: Int { min(100, signals.reduce(0) { $0 + $1.weight }) }
}
