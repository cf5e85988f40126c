import Audio

/// Listens to the answer to a spoken confirmation with recognisers that know nothing of each other.
package protocol ConfirmationListener: Sendable {
    /// What is heard in `sound`, one utterance of the caller that began after the read-back's essential part.
    /// `challenge` is for listeners that must be told it; the embedded one hears the same whatever it is.
    func listen(to sound: PCM, expecting challenge: [String]) async throws(ModelError) -> ConfirmationEvidence
}

/// What two independent recognisers heard in the same utterance; goes into the audit record as it is.
package struct ConfirmationEvidence: Sendable, Equatable {
    /// Heard under a grammar over the lead word, all challenge words, the stop words and decoys.
    /// It never rejects: whatever is said comes out as words of the grammar.
    package var constrained: Transcript
    /// Heard with an open vocabulary and no knowledge of the challenge or its vocabulary.
    package var open: Transcript
    /// How long somebody spoke, by voice activity; pauses left out.
    package var speech: Duration

    /// The evidence of those two transcripts.
    package init(constrained: Transcript, open: Transcript, speech: Duration) {
        self.constrained = constrained
        self.open = open
        self.speech = speech
    }
}

/// What an answer to a challenge amounts to.
package enum ConfirmationJudgement: Sendable, Equatable {
    /// Both recognisers heard the challenge, in order, and nothing else.
    case confirmed
    /// Either recogniser heard the caller refuse.
    case declined
    /// Anything else: not confirmed, may be asked once more with a new challenge.
    case unclear(Reason)

    /// Why an answer is unclear. The names go into metrics and the audit record.
    package enum Reason: String, Sendable, Equatable {
        /// Nobody spoke, or no words came of it.
        case nothingHeard
        /// The constrained recogniser heard other words, or another order.
        case otherWords
        /// The open recogniser did not hear the challenge.
        case notCorroborated
        /// The challenge was inside a longer utterance.
        case moreThanTheChallenge
    }
}

/// Decides what an answer amounts to. Pure: the same evidence always gives the same judgement.
///
/// `Docs/spoken-confirmation.md` holds what this rule accepts and refuses, measured.
package enum ConfirmationRule {
    /// Words of the open recogniser that may stand before the first challenge word: the lead word and what it is
    /// misheard as ("can from" for "confirm"). Enough for that, too few for a sentence.
    static let leadWords = 4
    /// The most speech an answer may hold for each word of it, the lead word included.
    static let speechPerWord = Duration.milliseconds(1_100)

    /// What `evidence` amounts to as an answer to `challenge`, whose words are in lower case and in order.
    package static func judge(_ evidence: ConfirmationEvidence, challenge: [String]) -> ConfirmationJudgement {
        let constrained = evidence.constrained.words.map(\.text)
        let open = evidence.open.words.map(\.text)
        let saysChallenge = constrained == ChallengeVocabulary.lead + challenge && !challenge.isEmpty
        guard !refuses(constrained) else { return .declined }
        // The open recogniser hears a stray "not" in words such as "canada": when the other one heard the challenge
        // word by word, that is a doubt, which is asked about, and no refusal.
        guard !refuses(open) else { return saysChallenge ? .unclear(.notCorroborated) : .declined }
        guard !challenge.isEmpty, !constrained.isEmpty, !open.isEmpty else { return .unclear(.nothingHeard) }
        guard saysChallenge else { return .unclear(.otherWords) }
        let readings = [open] + evidence.open.alternatives.prefix(20).map { $0.split(separator: " ").map(String.init) }
        guard readings.contains(where: { corroborates($0, challenge) }) else { return .unclear(.notCorroborated) }
        let spoken = ChallengeVocabulary.lead.count + challenge.count
        guard evidence.speech <= speechPerWord * spoken else { return .unclear(.moreThanTheChallenge) }
        return .confirmed
    }

    /// Whether `reading` ends in the challenge, after no more than the lead.
    private static func corroborates(_ reading: [String], _ challenge: [String]) -> Bool {
        guard reading.count <= leadWords + challenge.count else { return false }
        let heard = reading.suffix(challenge.count)
        return heard.count == challenge.count
            && zip(heard, challenge).allSatisfy { ChallengeVocabulary.sounds($0, like: $1) }
    }

    private static func refuses(_ words: [String]) -> Bool {
        words.contains(where: ChallengeVocabulary.refusals.contains)
    }
}
