import Primitives

/// What a caller wants, read from the sentences said so far by plain words. The last sentence that names a kind of wish
/// decides the kind; details count from any sentence, the latest first.
struct Wish: Sendable {
    enum Kind: Sendable { case times, booking, cancelling, refund, prices, goodbye }

    private(set) var kind: Kind?
    private(set) var service: String?
    private(set) var day: CivilDate?
    /// `HH:MM`; hours before nine are in the afternoon.
    private(set) var time: String?
    private(set) var name: String?
    private(set) var dollars: Int?
    private let words: [[String]]

    /// The wish behind those sentences.
    init(callers sentences: [String], today: CivilDate) {
        words = sentences.map { sentence in
            sentence.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == ":") }.map(String.init)
        }
        for sentence in words.reversed() {
            kind = kind ?? Self.kind(sentence)
            service = service ?? Self.service(sentence)
            day = day ?? Self.day(sentence, today: today)
            time = time ?? SpokenTime.time(in: sentence)
            name = name ?? Self.name(sentence)
            dollars = dollars ?? Self.dollars(sentence)
        }
    }

    /// The latest word that begins with `prefix` and goes on with digits: `b-1001`.
    func reference(_ prefix: String) -> String? {
        words.reversed().joined().first { word in
            word.hasPrefix(prefix) && word.count > prefix.count && word.dropFirst(prefix.count).allSatisfy(\.isNumber)
        }
    }

    private static func kind(_ words: [String]) -> Kind? {
        let kinds: [(Kind, [String])] = [
            (.refund, ["refund"]), (.cancelling, ["cancel"]), (.booking, ["book", "reserve"]),
            (.times, ["times", "free", "available", "slots"]), (.prices, ["price", "prices", "cost"]),
            (.goodbye, ["goodbye", "bye"]),
        ]
        return kinds.first { $0.1.contains(where: words.contains) }?.0
    }

    private static func service(_ words: [String]) -> String? {
        let text = words.joined(separator: " ")
        return Catalogue.services.map(\.name).first { text.contains($0) }
    }

    private static func day(_ words: [String], today: CivilDate) -> CivilDate? {
        for word in words {
            let parts = word.split(separator: "-")
            if parts.count == 3, let year = Int64(parts[0]), let month = Int64(parts[1]), let day = Int64(parts[2]) {
                return CivilDate(year: year, month: month, day: day)
            }
        }
        guard let place = words.firstIndex(of: "tomorrow") else {
            return words.contains("today") ? today : nil
        }
        let isNextButOne = words[..<place].suffix(2) == ["day", "after"]
        return CivilDate(daysSinceEpoch: today.daysSinceEpoch + (isNextButOne ? 2 : 1))
    }

    private static func name(_ words: [String]) -> String? {
        guard let place = words.firstIndex(of: "name"), place + 2 < words.count, words[place + 1] == "is" else {
            return nil
        }
        return words[place + 2].prefix(1).uppercased() + words[place + 2].dropFirst()
    }

    private static func dollars(_ words: [String]) -> Int? {
        guard let place = words.firstIndex(of: "dollars") else { return nil }
        return SpokenTime.number(Array(words[..<place].suffix(2)))
    }
}
