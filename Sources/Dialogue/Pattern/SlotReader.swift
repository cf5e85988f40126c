import Primitives
import Taint
import Wire

/// A value of a slot with the words that it was read from.
struct SlotReading {
    let value: JSON
    let words: Range<Int>
}

/// Reads the values of slots from an utterance.
struct SlotReader {
    private let words: [String]
    private let days: [SpokenReading<CivilDate>]

    /// A reader of those words, said on that day.
    init(words: [String], today: CivilDate) {
        self.words = words
        days = DateReader(today: today).read(words)
    }

    /// The values of `slot` in the utterance, in order. `wanted` means that the agent just asked for it, so that less is
    /// enough: a bare hour, a bare number, a name alone.
    func read(_ slot: Slot, wanted: Bool) -> [SlotReading] {
        switch slot.kind {
        case .date: days.map { SlotReading(value: .string($0.values[0].description), words: $0.words) }
        case .time(let from, let to, _): times(from: from, to: to, wanted: wanted)
        case .enumeration(let values):
            values.flatMap { value, phrases in phrases.flatMap { read(.string(value), $0) } }.sorted(by: longestFirst)
        case .name(let known, let isOpen): names(known, isOpen: isOpen, wanted: wanted)
        case .number(let range): numbers(wanted: wanted).filter { $0.value.int64Value.map(range.contains) ?? false }
        case .money: money(wanted: wanted)
        case .code(let prefix, let digits): codes(prefix, digits)
        case .yesNo: yesNo()
        }
    }

    private func longestFirst(_ left: SlotReading, _ right: SlotReading) -> Bool {
        left.words.count > right.words.count
    }

    /// The places of a phrase, whose apostrophes the words have lost.
    private func read(_ value: JSON, _ phrase: [String]) -> [SlotReading] {
        let phrase = phrase.map { $0.filter { $0 != "'" } }
        guard !phrase.isEmpty, words.count >= phrase.count else { return [] }
        return (0...words.count - phrase.count).filter { words[$0..<$0 + phrase.count].elementsEqual(phrase) }
            .map { SlotReading(value: value, words: $0..<$0 + phrase.count) }
    }

    /// Of the meanings of each time the first that lies in the opening hours.
    private func times(from: TimeOfDay, to: TimeOfDay, wanted: Bool) -> [SlotReading] {
        let hours = from <= to ? from...to : to...from
        return TimeReader(bareHours: wanted).read(words, outside: days).map { reading in
            let time = reading.values.first(where: hours.contains) ?? reading.values[0]
            return SlotReading(value: .string(time.description), words: reading.words)
        }
    }

    private func names(_ known: [String], isOpen: Bool, wanted: Bool) -> [SlotReading] {
        let listed = known.flatMap { name in read(.string(name), name.split(separator: " ").map { String($0) }) }
        guard listed.isEmpty, isOpen else { return listed.sorted(by: longestFirst) }
        let introduced = [["my", "name", "is"], ["name", "is"], ["this", "is"], ["i", "am"], ["im"]].compactMap(after)
            .first
        if let introduced { return name(from: introduced, limit: 3) }
        guard wanted else { return [] }
        let start = ["it", "is", "its", "for", "the", "name", "under", "please", "um", "uh", "yes"]
        let first = words.firstIndex { !start.contains($0) } ?? words.count
        return words.count - first <= 3 ? name(from: first, limit: 3) : []
    }

    private func after(_ lead: [String]) -> Int? {
        guard words.count > lead.count else { return nil }
        return (0..<words.count - lead.count).first { words[$0..<$0 + lead.count].elementsEqual(lead) }.map {
            $0 + lead.count
        }
    }

    /// The words from `start` that can be a name, as one; letters spelled one by one are joined.
    private func name(from start: Int, limit: Int) -> [SlotReading] {
        let spelled = words[start...].prefix { $0.utf8.count == 1 }
        if spelled.count >= 2 {
            return [SlotReading(value: .string(spelled.joined()), words: start..<start + spelled.count)]
        }
        let stop: Set<String> = [
            "and", "i", "please", "at", "on", "for", "tomorrow", "today", "no", "yes", "not", "a", "the", "looking",
            "calling",
            "what", "when", "how", "to", "can", "you", "want", "would", "thank", "thanks", "sorry", "in", "interested",
            "hello", "hi", "bye", "goodbye", "stop", "never", "nothing", "help", "book", "cancel", "refund",
        ]
        let name = words[start...].prefix { !stop.contains($0) && $0.utf8.allSatisfy { $0 > 0x40 } }.prefix(limit)
        guard !name.isEmpty else { return [] }
        return [SlotReading(value: .string(name.joined(separator: " ")), words: start..<start + name.count)]
    }

    private func numbers(wanted: Bool) -> [SlotReading] {
        var (found, index) = ([SlotReading](), 0)
        while index < words.count {
            guard let number = NumberWords.cardinal(words, at: index), number.count > 0 else {
                index += 1
                continue
            }
            found.append(SlotReading(value: .number(JSONNumber(number.value)), words: index..<index + number.count))
            index += number.count
        }
        return found
    }

    private func money(wanted: Bool) -> [SlotReading] {
        let named = AmountReader.read(words).map { reading in
            SlotReading(value: .number(JSONNumber(reading.values[0].minorUnits)), words: reading.words)
        }
        guard named.isEmpty, wanted else { return named }
        return numbers(wanted: true).filter { $0.value.int64Value.map { $0 < 1_000_000 } ?? false }.map { reading in
            SlotReading(value: .number(JSONNumber((reading.value.int64Value ?? 0) * 100)), words: reading.words)
        }
    }

    private func codes(_ prefix: String, _ count: Int) -> [SlotReading] {
        SpokenDigits.runs(in: words).filter { $0.digits.count == count }.map { run in
            let first = run.pieces[0].words.lowerBound
            let last = run.pieces[run.pieces.count - 1].words.upperBound
            return SlotReading(value: .string(prefix + run.digits.map { String($0) }.joined()), words: first..<last + 1)
        }
    }

    private func yesNo() -> [SlotReading] {
        let no = ["no", "nope", "not", "dont"]
        let yes = ["yes", "yeah", "yep", "sure", "correct", "right", "okay", "ok"]
        guard let index = words.firstIndex(where: no.contains) ?? words.firstIndex(where: yes.contains) else {
            return []
        }
        return [SlotReading(value: .bool(yes.contains(words[index])), words: index..<index + 1)]
    }
}
