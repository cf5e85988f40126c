/// When a caller's turn begins and ends. Times are of the caller's audio, not of the wall.
package struct TurnSettings: Sendable, Equatable {
    /// How much of a 160 ms window must be speech for a turn to begin.
    package var onset: Duration = .milliseconds(60)
    /// How much sound before the onset belongs to the turn.
    package var prefixPadding: Duration = .milliseconds(300)
    /// How much silence ends a turn whose words look finished.
    package var finishedWait: Duration = .milliseconds(240)
    /// How much silence ends a turn of which nothing is known.
    package var silence: Duration = .milliseconds(500)
    /// How much silence ends a turn whose words look unfinished.
    package var unfinishedWait: Duration = .milliseconds(1400)
    /// The longest turn; a longer one is ended there.
    package var longestTurn: Duration = .seconds(30)
    /// Whether speech over playback stops it.
    package var interrupts = true

    /// The defaults above.
    package init() {}
}

/// What the words so far say about whether the caller has finished.
package enum Completeness: Sendable, Equatable {
    /// A whole sentence, or the answer that was asked for.
    case finished
    /// Ends in the middle: a conjunction, a filler, a number too short.
    case unfinished
    /// Nothing can be said.
    case unknown
}
