import Primitives

/// Whether one value follows from the words of an utterance, by the rules of its type.
struct Derivation {
    let value: ArgumentValue
    let today: CivilDate

    func follows(from words: [String], as critical: CriticalArgument) -> Bool {
        switch critical.type {
        case .text: isSaid(words)
        case .name: isSaid(words) || isSpelled(words)
        case .integer: isInteger(words)
        case .money: isMoney(words, minorUnits: majorAmount)
        case .moneyMinor: isMoney(words, minorUnits: integer)
        case .date: isDate(words)
        case .time: isTime(words)
        case .duration:
            integer.map { minutes in accepted(DurationReader.read(words), words).contains(minutes) } ?? false
        case .enumeration: isMeant(words, critical.synonyms)
        case .identifier: isExactly(words)
        case .phone: false
        }
    }

    private var integer: Int64? {
        switch value {
        case .integer(let integer): integer
        case .text(let text): text.utf8.first == 0x2C ? nil : NumberWords.figure(text)
        default: nil
        }
    }

    /// The amount in hundredths of a value in major units.
    private var majorAmount: Int64? {
        switch value {
        case .integer(let integer): (0..<1_000_000_000).contains(integer) ? integer * 100 : nil
        case .decimal(let text), .text(let text): AmountReader.decimal(text)
        default: nil
        }
    }

    /// The values of the readings that nothing before them rejects.
    private func accepted<Value>(_ readings: [SpokenReading<Value>], _ words: [String]) -> [Value] {
        readings.filter { !isRejected(words, at: $0.words.lowerBound) }.flatMap(\.values)
    }

    private func isSaid(_ words: [String]) -> Bool {
        guard let text = value.text, let phrase = Self.words(of: text) else { return false }
        return places(of: phrase, in: words).contains { !isRejected(words, at: $0) }
    }

    private func isSpelled(_ words: [String]) -> Bool {
        guard let text = value.text, text.utf8.allSatisfy(isNameByte) else { return false }
        let letters = text.lowercased().filter { $0.isLetter }
        return letters.utf8.count >= 2 && SpelledText.texts(in: words, minimum: 2).contains { sameBytes($0, letters) }
    }

    private func isInteger(_ words: [String]) -> Bool {
        guard let integer else { return false }
        let cardinals = readAll(words) { index in
            (NumberWords.cardinal(words, at: index) ?? NumberWords.ordinal(words, at: index)).map {
                ([$0.value], $0.count)
            }
        }
        if accepted(cardinals, words).contains(integer) { return true }
        return SpokenDigits.runs(in: words).contains { run in
            guard (2...18).contains(run.digits.count), !isRejected(words, at: run.pieces[0].words.lowerBound) else {
                return false
            }
            return run.digits.reduce(0) { $0 * 10 + Int64($1) } == integer
        }
    }

    /// A named amount, or a number that is surely no time, day or count of anything.
    private func isMoney(_ words: [String], minorUnits: Int64?) -> Bool {
        guard let minorUnits, minorUnits > 0 else { return false }
        if accepted(AmountReader.read(words), words).contains(where: { $0.minorUnits == minorUnits }) { return true }
        let taken = (TimeReader().read(words).map(\.words) + DateReader(today: today).read(words).map(\.words))
        let numbers = readAll(words) { index in
            (NumberWords.cardinal(words, at: index).map { ($0.value, $0.count) }
                ?? AmountReader.decimal(word(words, index)).map { ($0 % 100 == 0 ? $0 / 100 : -1, 1) })
                .map { ([$0.0], $0.1) }
        }
        return numbers.contains { reading in
            reading.values == [minorUnits / 100] && minorUnits % 100 == 0 && reading.words.upperBound == words.count
                && !taken.contains { $0.overlaps(reading.words) } && !isRejected(words, at: reading.words.lowerBound)
        }
    }

    private func isDate(_ words: [String]) -> Bool {
        guard let date = value.text.flatMap(CivilDate.init(iso:)) else { return false }
        return accepted(DateReader(today: today).read(words), words).contains(date)
    }

    private func isTime(_ words: [String]) -> Bool {
        guard let time = value.text.flatMap(TimeOfDay.init(iso:)) else { return false }
        let days = DateReader(today: today).read(words)
        return accepted(TimeReader(bareHours: words.count <= 3).read(words, outside: days), words).contains(time)
    }

    private func isMeant(_ words: [String], _ synonyms: [String: [String]]) -> Bool {
        guard let text = value.text else { return false }
        let phrases = [text] + synonyms.filter { sameBytes($0.key, text) }.flatMap(\.value)
        return phrases.compactMap(Self.words).contains { phrase in
            places(of: phrase, in: words).contains { !isRejected(words, at: $0) }
        }
    }

    /// An identifier as it was typed, spelled out or said digit by digit; at least four signs.
    private func isExactly(_ words: [String]) -> Bool {
        let text: String
        switch value {
        case .integer(let integer): text = String(integer)
        case .text(let string): text = string
        default: return false
        }
        let signs = Self.signs(text)
        guard signs.count >= 4, text.utf8.count <= 128 else { return false }
        let spelled = SpelledText.texts(in: words, minimum: 2).map(Self.signs)
        let digits = SpokenDigits.runs(in: words).map { $0.digits.map { $0 + 0x30 } }
        return words.contains { Self.signs($0) == signs } || (spelled + digits).contains(signs)
            || Self.words(of: text).map { $0.count > 1 && !places(of: $0, in: words).isEmpty } ?? false
    }

    /// A telephone number given in one piece or in up to four pieces one after another.
    func isPhone(in words: CallerWords) -> Bool {
        guard let text = value.text, text.utf8.allSatisfy(isPhoneByte) else { return false }
        let wanted = text.utf8.filter { (0x30...0x39).contains($0) }.map { $0 - 0x30 }
        guard (7...15).contains(wanted.count) else { return false }
        let runs = words.utterances.flatMap { SpokenDigits.runs(in: $0).map(\.digits) }
        return runs.indices.contains { start in
            var joined: [UInt8] = []
            return runs[start...].prefix(4).contains { run in
                joined += run
                return joined == wanted
            }
        }
    }

    private static func signs(_ text: String) -> [UInt8] {
        text.lowercased().utf8.filter { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 > 0x7F }
    }

    /// The words of a text; underscores and hyphens separate them too. Nothing when there are none.
    private static func words(of text: String) -> [String]? {
        let words = SpokenWord.texts(text)
        return words.isEmpty ? nil : words
    }
}

/// The places where `phrase` stands in `words`, word by word and byte by byte.
func places(of phrase: [String], in words: [String]) -> [Int] {
    guard !phrase.isEmpty, words.count >= phrase.count else { return [] }
    return (0...words.count - phrase.count).filter { start in
        zip(words[start...], phrase).allSatisfy { sameBytes($0, $1) }
    }
}

private func isNameByte(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) || byte == 0x20 || byte == 0x2D }

private func isPhoneByte(_ byte: UInt8) -> Bool {
    switch Unicode.Scalar(byte) {
    case "0"..."9", "+", " ", "-", "(", ")", ".", "/": true
    default: false
    }
}
