/// The syntax tree of a pattern.
indirect enum PatternNode: Sendable, Equatable {
    case empty
    case set(ScalarSet)
    case start
    case end
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repetition(PatternNode, minimum: Int, maximum: Int?)
}

/// One state of the automaton.
enum PatternInstruction: Sendable, Equatable {
    /// Takes one scalar of the set and goes on with the next state.
    case take(ScalarSet)
    /// Goes on with two states at once.
    case split(Int, Int)
    /// Goes on elsewhere.
    case jump(Int)
    /// Goes on only at the start of the text.
    case atStart
    /// Goes on only at the end of the text.
    case atEnd
    /// The pattern has matched.
    case matched
}
