import Models
import Primitives

/// One spoken confirmation, from the read-back to its end. Pure: it is told what was played, heard, typed and how late
/// it is, and says what to ask, and in the end whether the caller confirmed exactly this call.
///
/// It follows design 3, section 4: only an answer that began after the read-back was played counts, one unclear answer
/// is asked again with a new challenge, everything else declines.
package struct ConfirmationGate: Sendable {
    /// What happened.
    package enum Event: Sendable {
        /// The last word of the read-back and the challenge has been played to the caller.
        case readBackPlayed
        /// An utterance of the caller, judged against the challenge of the attempt in which it began.
        case answered(ConfirmationJudgement, attempt: Int, began: Instant, evidence: ConfirmationEvidence?)
        /// The caller typed or keyed something.
        case typed(String)
        /// The time for an answer is over.
        case expired(attempt: Int)
        /// The call ended, was frozen, or the proposal was overtaken.
        case abandoned(GateOutcome.Reason)
    }

    /// What it asks its shell to do.
    package enum Action: Sendable, Equatable {
        /// Speak these sentences; when the last was played, say `readBackPlayed`.
        case say([String])
        /// Wait that long for an answer to that attempt, then say `expired`.
        case wait(Duration, attempt: Int)
        /// The gate is closed.
        case closed(GateOutcome)
    }

    /// The longest wait for an answer, counted from the end of the prompt.
    package static let answerTime: Duration = .seconds(12)
    /// How often a challenge is asked.
    package static let attempts = 2

    /// Its id.
    package let id: GateID
    /// The digest of the call that is being confirmed.
    package let digest: CallDigest
    /// What was read back.
    package let readBack: String
    /// The challenge of the current attempt.
    package private(set) var challenge: Challenge
    /// The current attempt, from 1.
    package private(set) var attempt = 1
    /// The outcome, once there is one.
    package private(set) var outcome: GateOutcome?

    private var windowOpened: Instant?
    private var confirmation: GateOutcome.Evidence?

    /// A gate for the call with that digest, whose read-back is `readBack`.
    package init(id: GateID, digest: CallDigest, readBack: String, random: inout some RandomNumberGenerator) {
        self.id = id
        self.digest = digest
        self.readBack = readBack
        challenge = Challenge(from: &random)
    }

    /// Whether the read-back of the current attempt was played, so that an answer may begin.
    package var isListening: Bool { windowOpened != nil && outcome == nil }

    /// What to say first.
    package mutating func open() -> [Action] {
        [.say([readBack, "To stop, say: no.", challenge.prompt])]
    }

    /// Takes one event at `now`.
    package mutating func handle(
        _ event: Event, at now: Instant, random: inout some RandomNumberGenerator
    ) -> [Action] {
        guard outcome == nil else { return [] }
        switch event {
        case .readBackPlayed:
            windowOpened = now
            return [.wait(Self.answerTime, attempt: attempt)]
        case .answered(let judgement, let attempt, let began, let evidence):
            return answered(judgement, attempt: attempt, began: began, evidence: evidence, random: &random)
        case .typed(let text): return typed(text, random: &random)
        case .expired(let late): return late == attempt ? close(.declined(.timeout)) : []
        case .abandoned(let reason): return close(.declined(reason))
        }
    }

    /// Hands out the confirmation, once. Nothing when the caller did not confirm or it was taken before.
    package mutating func takeConfirmation() -> Confirmation? {
        guard let evidence = confirmation else { return nil }
        confirmation = nil
        return Confirmation(gate: id, digest: digest, evidence: evidence)
    }

    private mutating func answered(
        _ judgement: ConfirmationJudgement, attempt: Int, began: Instant, evidence: ConfirmationEvidence?,
        random: inout some RandomNumberGenerator
    ) -> [Action] {
        if case .declined = judgement { return close(.declined(.refused)) }
        guard attempt == self.attempt, let windowOpened, began >= windowOpened else { return [] }
        switch judgement {
        case .confirmed: return confirm(.spoken(challenge.phrase, evidence))
        case .declined: return close(.declined(.refused))
        case .unclear: return askAgain(random: &random)
        }
    }

    private mutating func typed(_ text: String, random: inout some RandomNumberGenerator) -> [Action] {
        let words = Self.words(text)
        if words.contains(where: ChallengeVocabulary.refusals.contains) { return close(.declined(.refused)) }
        guard windowOpened != nil else { return [] }
        if words == challenge.phrase || words == [challenge.code] { return confirm(.typed) }
        return askAgain(random: &random)
    }

    /// The words of a typed answer; an apostrophe belongs to its word, so that "don't" is one.
    private static func words(_ text: String) -> [String] {
        let plain = text.lowercased().map { $0 == "\u{2019}" ? "'" : $0 }
        return plain.split { !$0.isLetter && !$0.isNumber && $0 != "'" }.map { String($0) }
    }

    private mutating func askAgain(random: inout some RandomNumberGenerator) -> [Action] {
        guard attempt < Self.attempts else { return close(.declined(.unclear)) }
        attempt += 1
        windowOpened = nil
        challenge = Challenge(from: &random, avoiding: challenge)
        return [.say(["Sorry, I did not get that.", "To stop, say: no.", challenge.prompt])]
    }

    private mutating func confirm(_ evidence: GateOutcome.Evidence) -> [Action] {
        confirmation = evidence
        return close(.confirmed(evidence))
    }

    private mutating func close(_ outcome: GateOutcome) -> [Action] {
        self.outcome = outcome
        return [.closed(outcome)]
    }
}
