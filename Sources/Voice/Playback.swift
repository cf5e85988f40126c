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
    private var started: Instant?
    private var sentSinceStart = 0
    /// Per item: how many samples were sent, and how many the client said it had played.
    private var progress: [String: (sent: Int, acknowledged: Int)] = [:]
    private var timelines: [String: [SpokenSentence]] = [:]
    private var recentItems: [String] = []

    /// An empty queue for sound of `rate`.
    package init(rate: Int, lead: Duration = .milliseconds(100)) {
        self.rate = rate
        self.lead = lead
    }

    /// Whether anything waits to be sent or is still being made.
    package var isActive: Bool { !segments.isEmpty }

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

    /// What is due at `now`: whole 20 ms frames, the last one padded with silence.
    package mutating func due(at now: Instant) -> [Output] {
        var outputs: [Output] = []
        while let segment = segments.first, segment.sent < segment.samples.count || segment.isComplete {
            if segment.sent >= segment.samples.count {
                outputs.append(finishFirst())
                continue
            }
            guard isDue(at: now) else { break }
            if !segment.hasBegun { outputs.append(begin(at: now)) }
            guard let sound = takeFrame() else { break }
            outputs.append(.sound(item: segment.item, samples: sound))
        }
        if segments.isEmpty { started = nil }
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
        started = nil
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
        guard let segment = segments.first, segment.sent < segment.samples.count else { return nil }
        guard let started else { return .zero }
        let due = started + duration(sentSinceStart) - now - lead
        return max(.zero, due)
    }

    private func isDue(at now: Instant) -> Bool {
        guard let started else { return true }
        return duration(sentSinceStart) <= now - started + lead
    }

    private mutating func begin(at now: Instant) -> Output {
        segments[0].hasBegun = true
        if started == nil {
            started = now
            sentSinceStart = 0
        }
        beginTimeline(of: segments[0])
        return .began(item: segments[0].item, number: segments[0].number, text: segments[0].text)
    }

    private mutating func takeFrame() -> [Int16]? {
        let size = rate / 50
        let left = segments[0].samples.count - segments[0].sent
        guard left >= size || segments[0].isComplete else { return nil }
        let range = segments[0].sent..<segments[0].sent + min(size, left)
        var frame = Array(segments[0].samples[range])
        frame += repeatElement(0, count: size - frame.count)
        segments[0].sent += range.count
        sentSinceStart += size
        let known = progress[segments[0].item] ?? (0, 0)
        progress[segments[0].item] = (known.sent + size, known.acknowledged)
        return frame
    }

    private mutating func finishFirst() -> Output {
        let segment = segments.removeFirst()
        return .sent(item: segment.item, number: segment.number)
    }

    private func heardSamples(item: String, at now: Instant) -> Int {
        guard let known = progress[item] else { return 0 }
        guard let started else { return known.sent }
        let ahead = max(0, sentSinceStart - samples(in: now - started))
        return max(known.acknowledged, known.sent - ahead)
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

    private func samples(in duration: Duration) -> Int { Int(duration.nanoseconds / 1000 * Int64(rate) / 1_000_000) }
}
