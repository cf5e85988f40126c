import Models
import Primitives
import Testing
import Voice

/// A playback at 8 kHz with a clock that the test moves, and everything that it gave out.
struct Played {
    var playback = Playback(rate: 8_000)
    var now = Instant.zero
    private(set) var outputs: [Playback.Output] = []
    private(set) var soundAt: [Instant] = []

    /// Adds a whole sentence of that many milliseconds.
    mutating func say(_ number: Int, _ milliseconds: Int, _ text: String = "one two three four", item: String = "a") {
        playback.enqueue(item: item, number: number, text: text)
        give(number, milliseconds)
        playback.complete(number)
    }

    mutating func give(_ number: Int, _ milliseconds: Int, words: [SpokenPiece.WordEnd] = []) {
        playback.append(
            [Int16](repeating: Int16(truncatingIfNeeded: number), count: milliseconds * 8), words: words, to: number)
    }

    /// Takes what is due now.
    mutating func take() {
        for output in playback.due(at: now) {
            outputs.append(output)
            if case .sound = output { soundAt.append(now) }
        }
    }

    /// Lets time pass in steps, taking what is due at each.
    mutating func pass(_ milliseconds: Int, step: Int = 20) {
        take()
        for _ in 0..<milliseconds / step {
            now = now + .milliseconds(step)
            take()
        }
    }

    var sounds: [[Int16]] { outputs.compactMap { if case .sound(_, let samples) = $0 { samples } else { nil } } }
    var sent: [Int] { outputs.compactMap { if case .sent(_, let number) = $0 { number } else { nil } } }
    var began: [Int] { outputs.compactMap { if case .began(_, let number, _) = $0 { number } else { nil } } }
}

@Suite("Paced playback")
struct PlaybackPacingTests {
    @Test("sound is never further ahead of the clock than the lead", arguments: 1...40)
    func pace(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var played = Played()
        var number = 0
        // When a loudspeaker that plays what it gets, and waits when it has nothing, will have played everything.
        var loudspeaker = Instant.zero
        for _ in 0..<400 {
            played.now = played.now + .milliseconds(Int.random(in: 0...120, using: &random))
            if Int.random(in: 0..<4, using: &random) == 0 {
                number += 1
                played.say(number, Int.random(in: 1...900, using: &random))
            }
            let before = played.sounds.count
            played.take()
            for _ in before..<played.sounds.count { loudspeaker = max(loudspeaker, played.now) + .milliseconds(20) }
            #expect(loudspeaker - played.now <= played.playback.lead, "seed \(seed)")
        }
        #expect(number > 20)
    }

    @Test("sentences that come one by one do not add up their leads")
    func leads() {
        var played = Played()
        for number in 1...20 {
            played.say(number, 100)
            played.take()
        }
        #expect(played.sounds.count == 5)
        played.pass(1900)
        #expect(played.sounds.count == 100)
    }

    @Test("after a gap of the synthesiser the lost time is not sent in a burst")
    func underrun() {
        var played = Played()
        played.playback.enqueue(item: "a", number: 1, text: "one two")
        played.give(1, 200)
        played.pass(2000)
        played.give(1, 1000)
        let before = played.sounds.count
        played.take()
        #expect(played.sounds.count - before == 5)
    }

    @Test("frames are whole, the last is filled with silence")
    func frames() {
        var played = Played()
        played.playback.enqueue(item: "a", number: 7, text: "one")
        for piece in [3, 11, 14, 5] { played.give(7, piece) }
        played.playback.complete(7)
        played.pass(200)
        #expect(played.sounds.count == 2)
        #expect(played.sounds.allSatisfy { $0.count == 160 })
        #expect(played.sounds.joined().filter { $0 == 7 }.count == 33 * 8)
        #expect(played.sounds.last?.last == 0)
    }

    @Test("a part of a frame waits for the rest and asks for no wake-up")
    func partOfAFrame() {
        var played = Played()
        played.playback.enqueue(item: "a", number: 1, text: "one")
        played.give(1, 30)
        played.take()
        #expect(played.sounds.count == 1)
        played.now = played.now + .seconds(1)
        #expect(played.playback.nextDue(after: played.now) == nil, "a wake-up now would spin until sound comes")
        played.take()
        #expect(played.sounds.count == 1)
        played.give(1, 10)
        #expect(played.playback.nextDue(after: played.now) == .zero)
    }

    @Test("sentences come in order and each begins and ends once, also those without sound")
    func order() {
        var played = Played()
        played.playback.enqueue(item: "a", number: 1, text: "one")
        played.say(2, 40)
        played.playback.enqueue(item: "b", number: 3, text: "three")
        played.playback.complete(3)
        played.say(4, 40)
        played.pass(100)
        #expect(played.sent.isEmpty)
        played.give(1, 40)
        played.playback.complete(1)
        played.pass(300)
        #expect(played.began == [1, 2, 3, 4])
        #expect(played.sent == [1, 2, 3, 4])
        #expect(played.sounds.compactMap(\.first) == [1, 1, 2, 2, 4, 4])
        #expect(!played.playback.isActive)
    }

    @Test("the next wake-up is when the next frame is due")
    func wakeUp() throws {
        var played = Played()
        #expect(played.playback.nextDue(after: played.now) == nil)
        played.say(1, 1000)
        #expect(played.playback.nextDue(after: played.now) == .zero)
        while played.playback.isActive {
            let wait = try #require(played.playback.nextDue(after: played.now))
            played.now = played.now + wait
            let before = played.sounds.count
            played.take()
            #expect(played.sounds.count > before)
        }
        #expect(played.now == .zero + .milliseconds(900))
    }
}

@Suite("What was heard")
struct PlaybackHeardTests {
    @Test("a cut gives the share of the words that was heard, and what was not said")
    func cut() {
        var played = Played()
        played.say(1, 1000, "one two three four")
        played.say(2, 1000, "five six")
        played.pass(500)
        let cut = played.playback.cut(at: played.now)
        #expect(cut.heardPosition == .milliseconds(500))
        #expect(cut.heard == "one two")
        #expect(cut.rest == ["one two three four", "five six"])
        #expect(!played.playback.isActive)
        played.take()
        #expect(played.sounds.count == 30)
    }

    @Test("with word timings exactly the words that had ended were heard")
    func wordTimings() {
        var played = Played()
        played.playback.enqueue(item: "a", number: 1, text: "one two three")
        played.give(
            1, 400, words: [.init("one", end: .milliseconds(390))])
        played.give(1, 600, words: [.init("two", end: .milliseconds(100)), .init("three", end: .milliseconds(590))])
        played.playback.complete(1)
        played.pass(480)
        #expect(played.playback.cut(at: played.now).heard == "one")
        #expect(played.playback.heard(item: "a", upTo: .milliseconds(500)) == "one two")
        #expect(played.playback.heard(item: "a", upTo: .milliseconds(1000)) == "one two three")
    }

    @Test("sound of a sentence that was cut is dropped")
    func late() {
        var played = Played()
        played.playback.enqueue(item: "a", number: 1, text: "one")
        _ = played.playback.cut(at: played.now)
        played.give(1, 500)
        played.playback.complete(1)
        played.pass(1000)
        #expect(played.outputs.isEmpty)
    }

    @Test("before the first sound nothing was heard")
    func nothing() {
        var played = Played()
        let empty = played.playback.cut(at: .zero)
        #expect(empty.item == nil && empty.heard.isEmpty && empty.rest.isEmpty)
        played.playback.enqueue(item: "a", number: 1, text: "one")
        let cut = played.playback.cut(at: .zero)
        #expect(cut.item == "a" && cut.heardPosition == .zero && cut.heard.isEmpty && cut.rest == ["one"])
    }

    @Test("a client can confirm only what was sent, and never take back what it confirmed")
    func acknowledgements() {
        var played = Played()
        played.say(1, 1000)
        played.take()
        played.playback.acknowledge(item: "a", position: .seconds(3600))
        played.playback.acknowledge(item: "a", position: .milliseconds(40))
        played.playback.acknowledge(item: "a", position: .seconds(-5))
        played.playback.acknowledge(item: "unknown", position: .seconds(5))
        #expect(played.playback.sent(item: "a") == .milliseconds(100))
        #expect(played.playback.sent(item: "unknown") == .zero)
        #expect(played.playback.cut(at: played.now).heardPosition == .milliseconds(100))
    }

    @Test("times from peers beyond all bounds do no harm")
    func absurdTimes() {
        var played = Played()
        let absurd: [Duration] = [.seconds(Int64.max), .seconds(Int64.min), .milliseconds(Int64.max)]
        played.playback.enqueue(item: "a", number: 1, text: "one two")
        played.give(1, 100, words: absurd.map { .init("one", end: $0) })
        played.playback.complete(1)
        played.pass(200)
        for time in absurd {
            played.playback.acknowledge(item: "a", position: time)
            _ = played.playback.heard(item: "a", upTo: time)
        }
        #expect(played.playback.heard(item: "a", upTo: .seconds(1)) == "one two")
    }

    @Test("an item of several sentences is heard up to the middle of its second")
    func secondSentence() {
        var played = Played()
        played.say(1, 400, "one two")
        played.say(2, 400, "three four")
        played.pass(600)
        let cut = played.playback.cut(at: played.now)
        #expect(cut.heard == "one two three")
        #expect(cut.rest == ["three four"])
    }
}
