/// Why a text, a document or a set of policies is refused. Messages are in the words of the Cedar documentation and
/// quote at most a name or symbol of the text itself.
package struct CedarError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of refusals.
    package enum Kind: Hashable, Sendable {
        /// The text does not follow the grammar.
        case syntax
        /// A bound was exceeded.
        case limit
        /// Two things have one name, or something named does not exist.
        case name
        /// A JSON document does not have the documented shape.
        case json
        /// A schema contradicts itself.
        case schema
        /// Entities contradict each other: twice the same, or a cycle of parents.
        case entities
        /// A template and what is put into it do not match.
        case template
    }

    /// What kind of refusal it is.
    package let kind: Kind
    /// One lower-case sentence without a full stop.
    package let message: String
    /// Where, if it stands in a text.
    package let position: SourcePosition?

    /// A refusal of that kind.
    package init(_ kind: Kind, _ message: String, at position: SourcePosition? = nil) {
        self.kind = kind
        self.message = message
        self.position = position
    }

    package var description: String { position.map { "\($0): \(message)" } ?? message }
}

/// Bounds on what is read. Each exists so that a hostile text costs little and no recursion can exhaust the stack.
package struct CedarLimits: Sendable {
    /// Bytes of one text.
    package var bytes = 4 << 20
    /// Levels of nested brackets and parentheses.
    package var nesting = 128
    /// The height of a policy's syntax tree; chains of operators grow it without nesting.
    package var treeHeight = 600
    /// Policies and templates in one text.
    package var policies = 20_000
    /// Entities in one document.
    package var entities = 100_000
    /// Pairs of an entity and an ancestor.
    package var ancestorPairs = 4_000_000

    /// The bounds used where none are named.
    package static let standard = CedarLimits()

    package init() {}
}
