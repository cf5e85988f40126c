import Primitives

/// Where the time of one turn went, from monotonic clocks: what lies between the end of the caller's speech and the
/// first sound of the answer (design 4, "Latency budget").
package struct TurnTrace: Sendable, Equatable {
    /// The number of the turn in its call.
    package let turn: Int
    /// When the last speech of the caller arrived, and when its turn was closed.
    package var speechEnded: Instant, turnEnded: Instant
    /// When its words were known.
    package var transcribed: Instant?
    /// When the model was asked, its first token came, and its first sentence had passed the guard.
    package var asked: Instant?, firstToken: Instant?, firstSentence: Instant?
    /// How long tools ran before the first sentence.
    package var tools: Duration = .zero
    /// When the first sound was made, and sent.
    package var firstSound: Instant?, firstSent: Instant?

    /// A trace of a turn whose speech ended then.
    package init(turn: Int, speechEnded: Instant, turnEnded: Instant) {
        self.turn = turn
        self.speechEnded = speechEnded
        self.turnEnded = turnEnded
    }

    /// The time of each layer that is known, by its name.
    package var layers: [(name: String, time: Duration)] {
        var layers: [(String, Duration)] = [("endpointing", turnEnded - speechEnded)]
        if let transcribed { layers.append(("stt", transcribed - turnEnded)) }
        if let asked, let firstSentence { layers.append(("model", firstSentence - asked - tools)) }
        if tools > .zero { layers.append(("tools", tools)) }
        if let firstSentence, let firstSound { layers.append(("tts", firstSound - firstSentence)) }
        if let firstSound, let firstSent { layers.append(("playback", firstSent - firstSound)) }
        return layers
    }

    /// From the end of the caller's speech to the first sound of the answer.
    package var total: Duration? { firstSent.map { $0 - speechEnded } }
}
