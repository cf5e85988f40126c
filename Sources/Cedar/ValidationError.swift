/// What is wrong with a policy under a schema.
package struct ValidationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The policy.
    package let policy: String
    /// Where it stands.
    package let position: SourcePosition
    /// A lower-case sentence.
    package let message: String

    package var description: String { "\(position): policy `\(policy)`: \(message)" }
}

/// What is wrong with an expression.
struct TypeError: Error {
    let message: String
    let span: SourceSpan
}
