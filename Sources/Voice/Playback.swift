import Audio
import Models
import Primitives

/// The agent's sound on its way to the caller: paced by the clock, cut when the caller interrupts, and accounted for by
/// what was heard rather than by what was sent. Pure: the shell asks for what is due and sends it.
package struct Playback: Sendable {
    /// One spoken sentence of an item.
    package struct Segment: Sendable {
        /// The item of the conversation that it belongs to, and its own number within the call.
        package let item: String, number: Int
        /// What is spoken.
        package let text: String
        fileprivate var samples: [Int16] = []
        fileprivate var words: [SpokenSentence.Word] = []
        fileprivate var isComplete = false
        fileprivate var sent = 0
        fileprivate var hasBegun = false
    }

    /// What is due to be sent.
    package enum Output: Sendable, Equatable {
        /// A sentence begins: its text may now be shown.
        case began(item: String, number: Int, text: String)
        /// The next sound of an item.
        case sound(item: String, samples: [Int16])
        /// The last sound of a sentence has been sent.
        case sent(item: String, number: Int)
    }

    /// Samples per second of what it sends.
    package let rate: Int
    /// How far ahead of the clock sound may be sent.
    package let lead: Duration
    private var segments: [Segment] = []
    /// When everything that was sent will have been played; nothing when nothing was sent or the rest was cut.
    private var playedOut: Instant?
    private let frame: Duration = .milliseconds(20)
    /// Per item: how many samples were sent, and how many the client said it had played.
    private var progress: [String: (sent: Int, acknowledged: Int)] = [:]
    private var timelines: [String: [SpokenSentence]] = [:]
    private var recentItems: [String] = []

    /// An empty queue for sound of `rate`.
    package init(rate: Int, lead: Duration = .milliseconds(100)) {
        self.rate = rate
        self.lead = max(lead, frame)
    }

    /// Whether anything waits to be sent or is still being made.
    package var isActive: Bool { !segments.isEmpty }

    /// Whether the sentence with that number waits without any sound.
    package func isSilent(_ number: Int) -> Bool { segments.contains { $0.number == number && $0.samples.isEmpty } }

    /// Whether anything of an item was sent, or waits to be.
    package func knows(item: String) -> Bool { progress[item] != nil || segments.contains { $0.item == item } }

    /// Adds a sentence, whose sound follows with `append` and `complete`.
    package mutating func enqueue(item: String, number: Int, text: String) {
        segments.append(Segment(item: item, number: number, text: text))
    }

    /// Adds sound, of this queue's rate, to the sentence with that number; sound of a sentence that was cut is dropped.
    package mutating func append(_ samples: [Int16], words: [SpokenPiece.WordEnd], to number: Int) {
        guard let index = segments.firstIndex(where: { $0.number == number }) else { return }
        let base = segments[index].samples.count
        segments[index].samples += samples
        segments[index].words += words.map { SpokenSentence.Word(text: $0.word, end: base + self.samples(in: $0.end)) }
        if segments[index].hasBegun { updateTimeline(of: segments[index]) }
    }

    /// Says that the sentence with that number has all its sound.
    package mutating func complete(_ number: Int) {
        guard let index = segments.firstIndex(where: { $0.number == number }) else { return }
        segments[index].isComplete = true
        if segments[index].hasBegun { updateTimeline(of: segments[index]) }
    }

    /// What is due at `now`: whole 20 ms frames, the last one padded with silence. A sentence of which no sound could be
    /// made begins and ends without any.
    package mutating func due(at now: Instant) -> [Output] {
        var outputs: [Output] = []
        while let segment = segments.first {
            let isDone = segment.isComplete && segment.sent >= segment.samples.count
            guard isDone || (hasFrame(segment) && isDue(at: now)) else { break }
            if !segment.hasBegun { outputs.append(begin()) }
            outputs.append(isDone ? finishFirst() : .sound(item: segment.item, samples: takeFrame(at: now)))
        }
        return outputs
    }

    /// Notes that the client has played the item up to `position` (its own report, so never beyond what was sent).
    package mutating func acknowledge(item: String, position: Duration) {
        guard let known = progress[item] else { return }
        let samples = min(known.sent, max(0, samples(in: position)))
        progress[item] = (known.sent, max(known.acknowledged, samples))
    }

    /// How much of an item was sent.
    package func sent(item: String) -> Duration { duration(progress[item]?.sent ?? 0) }

    /// Stops everything at `now`. Gives what was heard of the item that was playing, and what was not said.
    package mutating func cut(at now: Instant) -> Cut {
        let item = segments.first?.item
        let position = item.map { duration(heardSamples(item: $0, at: now)) } ?? .zero
        let result = Cut(
            item: item, heardPosition: position, heard: item.map { heard(item: $0, upTo: position) } ?? "",
            rest: segments.map(\.text))
        segments = []
        playedOut = nil
        return result
    }

    /// What was left when playback was cut.
    package struct Cut: Sendable, Equatable {
        /// The item that was playing, or about to.
        package let item: String?
        /// How much of the item was heard.
        package let heardPosition: Duration
        /// The words of the item that were heard.
        package let heard: String
        /// The interrupted sentence and those after it.
        package let rest: [String]
    }

    /// The words of an item that are heard when its sound is played up to `position`.
    package func heard(item: String, upTo position: Duration) -> String {
        guard let timeline = timelines[item] else { return "" }
        let end = samples(in: position)
        return timeline.compactMap { $0.text(upTo: end) }.joined(separator: " ")
    }

    /// How long until the next frame is due; nothing when there is nothing to send.
    package func nextDue(after now: Instant) -> Duration? {
        guard let segment = segments.first, hasFrame(segment) else { return nil }
        return max(.zero, ahead(at: now) + frame - lead)
    }

    /// How much of what was sent is still to be played. Sound that came too late for its place was played late: the clock
    /// of the caller's loudspeaker stands still while it has nothing to play.
    private func ahead(at now: Instant) -> Duration { playedOut.map { max(.zero, $0 - now) } ?? .zero }

    private func isDue(at now: Instant) -> Bool { ahead(at: now) + frame <= lead }

    private var frameSize: Int { rate / 50 }

    /// Whether the next frame of a sentence can be made: a whole one, or the rest of its sound.
    private func hasFrame(_ segment: Segment) -> Bool {
        let left = segment.samples.count - segment.sent
        return left >= frameSize || (segment.isComplete && left > 0)
    }

    private mutating func begin() -> Output {
        segments[0].hasBegun = true
        beginTimeline(of: segments[0])
        return .began(item: segments[0].item, number: segments[0].number, text: segments[0].text)
    }

    private mutating func takeFrame(at now: Instant) -> [Int16] {
        let start = segments[0].sent
        let end = min(start + frameSize, segments[0].samples.count)
        var samples = Array(segments[0].samples[start..<end])
        samples += repeatElement(0, count: frameSize - samples.count)
        segments[0].sent = end
        playedOut = now + ahead(at: now) + frame
        let known = progress[segments[0].item] ?? (0, 0)
        progress[segments[0].item] = (known.sent + frameSize, known.acknowledged)
        return samples
    }

    private mutating func finishFirst() -> Output {
        let segment = segments.removeFirst()
        return .sent(item: segment.item, number: segment.number)
    }

    private func heardSamples(item: String, at now: Instant) -> Int {
        guard let known = progress[item] else { return 0 }
        return max(known.acknowledged, known.sent - samples(in: ahead(at: now)))
    }

    private mutating func beginTimeline(of segment: Segment) {
        if timelines[segment.item] == nil {
            recentItems.append(segment.item)
            if recentItems.count > 8 { forget(recentItems.removeFirst()) }
        }
        let start = progress[segment.item]?.sent ?? 0
        timelines[segment.item, default: []].append(
            SpokenSentence(
                text: segment.text, start: start, count: segment.samples.count, words: segment.words,
                isComplete: segment.isComplete))
    }

    private mutating func updateTimeline(of segment: Segment) {
        guard let last = timelines[segment.item]?.indices.last else { return }
        timelines[segment.item]?[last].count = segment.samples.count
        timelines[segment.item]?[last].words = segment.words
        timelines[segment.item]?[last].isComplete = segment.isComplete
    }

    private mutating func forget(_ item: String) {
        timelines[item] = nil
        progress[item] = nil
    }

    private func duration(_ samples: Int) -> Duration { .nanoseconds(Int64(samples) * 1_000_000_000 / Int64(rate)) }

    /// The samples in a time, which may come from a peer: negative counts as none, more than a day as a day.
    private func samples(in duration: Duration) -> Int {
        let microseconds = min(max(0, duration.nanoseconds / 1000), 86_400_000_000)
        return Int(microseconds * Int64(rate) / 1_000_000)
    }
}
