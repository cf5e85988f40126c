import Primitives
import Testing
import Voice

/// Feeds 20 ms frames to a machine and notes where in the audio each action came.
struct HeardTurns {
    var machine: TurnStateMachine
    private(set) var end: Duration = .zero
    private(set) var actions: [(action: TurnStateMachine.Action, at: Duration)] = []

    init(_ change: (inout TurnSettings) -> Void = { _ in }) {
        var settings = TurnSettings()
        change(&settings)
        machine = TurnStateMachine(settings: settings)
    }

    /// Feeds that much speech or silence.
    mutating func hear(_ isSpeech: Bool, _ milliseconds: Int) {
        for _ in 0..<milliseconds / 20 { frame(isSpeech) }
    }

    /// Feeds frames written as `#` for speech and `.` for silence.
    mutating func hear(_ pattern: String) { for mark in pattern.utf8 { frame(mark == UInt8(ascii: "#")) } }

    private mutating func frame(_ isSpeech: Bool) {
        end += .milliseconds(20)
        actions += machine.frame(isSpeech: isSpeech, end: end).map { ($0, end) }
    }

    var starts: [Duration] { actions.compactMap { if case .started(let at) = $0.action { at } else { nil } } }
    var ends: [Duration] { actions.compactMap { if case .ended(let at) = $0.action { at } else { nil } } }
    var questions: Int { actions.count { $0.action == .wantsWords } }
    /// When the first turn was ended.
    var endedAt: Duration? { actions.first { if case .ended = $0.action { true } else { false } }?.at }
}

@Suite("Turns in a caller's audio")
struct TurnStateMachineTests {
    @Test("speech begins a turn within 60 ms, at its own first frame")
    func onset() {
        var turns = HeardTurns()
        turns.hear(false, 1000)
        turns.hear(true, 60)
        #expect(turns.actions.map(\.action) == [.started(at: .milliseconds(1000))])
        #expect(turns.actions.first?.at == .milliseconds(1060))
    }

    @Test(
        "keys of a keyboard and single clicks begin no turn",
        arguments: ["#", "##", "#.......#.......#", "##......##......##......##", "#...#...#...#..."])
    func clicks(_ pattern: String) {
        var turns = HeardTurns()
        for _ in 0..<20 { turns.hear(pattern + "........") }
        #expect(turns.actions.isEmpty)
    }

    @Test("speech with short gaps still begins a turn")
    func gaps() {
        var turns = HeardTurns()
        turns.hear("....#.#.#")
        #expect(turns.starts.count == 1)
    }

    @Test("a turn of which nothing is known ends after half a second, where speech ended")
    func unknown() {
        var turns = HeardTurns()
        turns.hear(true, 400)
        turns.hear(false, 2000)
        #expect(turns.ends == [.milliseconds(400)])
        #expect(turns.endedAt == .milliseconds(900))
        #expect(!turns.machine.isOpen)
    }

    @Test("the words are asked for once, when finished words could end the turn")
    func question() {
        var turns = HeardTurns()
        turns.hear(true, 400)
        turns.hear(false, 220)
        #expect(turns.questions == 0)
        turns.hear(false, 20)
        #expect(turns.questions == 1)
        turns.hear(false, 200)
        #expect(turns.questions == 1)
    }

    @Test(
        "how long silence is waited for depends on the words",
        arguments: [(Completeness.finished, 660), (.unknown, 900), (.unfinished, 1800)])
    func completeness(_ words: Completeness, _ end: Int) {
        var turns = HeardTurns()
        turns.hear(true, 400)
        turns.hear(false, 240)
        turns.machine.words(words)
        turns.hear(false, 3000)
        #expect(turns.endedAt == .milliseconds(end))
        #expect(turns.ends == [.milliseconds(400)])
    }

    @Test("an answer about the words that comes after speech went on changes nothing")
    func lateWords() {
        var turns = HeardTurns()
        turns.hear(true, 400)
        turns.hear(false, 300)
        turns.hear(true, 200)
        turns.machine.words(.finished)
        turns.hear(true, 100)
        #expect(turns.ends.isEmpty)
        turns.hear(false, 2000)
        #expect(turns.ends == [.milliseconds(1000)])
        #expect(turns.endedAt == .milliseconds(1500))
    }

    @Test("a single click while waiting does not go on with the turn, speech does")
    func goesOn() {
        var turns = HeardTurns()
        turns.hear(true, 400)
        turns.hear(false, 260)
        turns.hear("#.....")
        turns.hear(false, 400)
        #expect(turns.endedAt == .milliseconds(900))
        var other = HeardTurns()
        other.hear(true, 400)
        other.hear(false, 260)
        other.hear(true, 400)
        other.hear(false, 1000)
        #expect(other.ends == [.milliseconds(1060)])
        #expect(other.starts.count == 1)
    }

    @Test("the longest turn is ended, and the caller may go on in another")
    func longest() {
        var turns = HeardTurns { $0.longestTurn = .seconds(5) }
        turns.hear(true, 12_000)
        #expect(turns.ends == [.milliseconds(5000), .milliseconds(10_000)])
        #expect(turns.starts == [.zero, .milliseconds(5000), .milliseconds(10_000)])
    }

    @Test("every turn that begins ends, whatever is heard", arguments: 1...50)
    func balanced(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var turns = HeardTurns()
        var isSpeech = false
        for _ in 0..<3000 {
            if Int.random(in: 0..<12, using: &random) == 0 { isSpeech.toggle() }
            turns.hear(isSpeech, 20)
            if Int.random(in: 0..<20, using: &random) == 0 {
                turns.machine.words([.finished, .unfinished, .unknown][Int.random(in: 0...2, using: &random)])
            }
        }
        turns.hear(false, 3000)
        #expect(turns.starts.count == turns.ends.count, "seed \(seed)")
        #expect(turns.starts.count > 5, "seed \(seed)")
        for (start, end) in zip(turns.starts, turns.ends) {
            #expect(start < end && end - start <= .milliseconds(30_000), "seed \(seed)")
        }
    }

    @Test("a reset forgets the turn and the speech that was heard")
    func reset() {
        var turns = HeardTurns()
        turns.hear(true, 400)
        turns.machine.reset()
        #expect(!turns.machine.isOpen)
        turns.hear(true, 40)
        #expect(turns.starts.count == 1)
        turns.hear(true, 20)
        #expect(turns.starts.count == 2)
    }
}

@Suite("Whether words are finished")
struct WordCompletenessTests {
    @Test(
        "a sentence that ends in the middle is unfinished",
        arguments: ["i would like to", "book me for", "um", "on tuesday and", "my name is", "between"])
    func unfinished(_ text: String) {
        #expect(WordCompleteness.judge(text.split(separator: " ").map(String.init)) == .unfinished)
    }

    @Test("a whole sentence is finished, no words say nothing", arguments: ["book me for tuesday", "yes", "thank you"])
    func finished(_ text: String) {
        #expect(WordCompleteness.judge(text.split(separator: " ").map(String.init)) == .finished)
        #expect(WordCompleteness.judge([]) == .unknown)
    }
}
