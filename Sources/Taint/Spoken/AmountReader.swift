/// An amount of money in hundredths, with the currency if one was named.
package struct SpokenAmount: Hashable, Sendable {
    /// Hundredths: cents, pence.
    package let minorUnits: Int64
    /// The ISO 4217 code, if the words named a currency that has one.
    package let currency: String?

    /// That amount.
    package init(minorUnits: Int64, currency: String?) {
        self.minorUnits = minorUnits
        self.currency = currency
    }
}

/// Reads amounts of money: `forty five dollars fifty`, `€45.50`, `twelve euros and five cents`, `fifty cents`.
package enum AmountReader {
    private static let currencies = [
        "dollar": "USD", "dollars": "USD", "buck": "USD", "bucks": "USD", "$": "USD", "usd": "USD", "euro": "EUR",
        "euros": "EUR", "€": "EUR", "eur": "EUR", "pound": "GBP", "pounds": "GBP", "£": "GBP", "gbp": "GBP",
        "quid": "GBP",
        "francs": "CHF", "chf": "CHF",
    ]
    private static let cents: Set<String> = ["cent", "cents", "pence", "penny"]

    /// The amounts in `words` that name a currency.
    package static func read(_ words: [String]) -> [SpokenReading<SpokenAmount>] {
        readAll(words) { index in leading(words, index) ?? trailing(words, index) ?? onlyCents(words, index) }
    }

    private typealias Found = (values: [SpokenAmount], count: Int)

    /// `$ 45.50`.
    private static func leading(_ words: [String], _ index: Int) -> Found? {
        guard let currency = currencies[word(words, index)], word(words, index).utf8.count <= 3,
            let amount = decimal(word(words, index + 1))
        else { return nil }
        return ([SpokenAmount(minorUnits: amount, currency: currency)], 2)
    }

    /// `forty five dollars`, `45.50 euros`, `forty five dollars and fifty cents`, `forty five dollars fifty`.
    private static func trailing(_ words: [String], _ index: Int) -> Found? {
        var (major, count): (Int64, Int)
        if let amount = decimal(word(words, index)) {
            (major, count) = (amount, 1)
        } else if let number = NumberWords.cardinal(words, at: index), number.value < 1_000_000_000 {
            (major, count) = (number.value * 100, number.count)
        } else if word(words, index) == "a" || word(words, index) == "one" {
            (major, count) = (100, 1)
        } else {
            return nil
        }
        guard let currency = currencies[word(words, index + count)] else { return nil }
        count += 1
        let and = word(words, index + count) == "and" ? 1 : 0
        if major % 100 == 0, let minor = NumberWords.below100(words, at: index + count + and), minor.value < 100 {
            let isCents = cents.contains(word(words, index + count + and + minor.count))
            if isCents || (and == 0 && minor.value >= 10) {
                major += minor.value
                count += and + minor.count + (isCents ? 1 : 0)
            }
        }
        return ([SpokenAmount(minorUnits: major, currency: currency)], count)
    }

    private static func onlyCents(_ words: [String], _ index: Int) -> Found? {
        guard let number = NumberWords.below100(words, at: index), number.value < 100 else { return nil }
        guard cents.contains(word(words, index + number.count)) else { return nil }
        return ([SpokenAmount(minorUnits: number.value, currency: nil)], number.count + 1)
    }

    /// The hundredths that figures with at most two decimals write: `45`, `45.5`, `1,200.00`.
    package static func decimal(_ word: String) -> Int64? {
        let parts = word.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let major = NumberWords.figure(String(Substring(parts[0]))) else {
            return nil
        }
        guard major < 1_000_000_000 else { return nil }
        guard parts.count == 2 else { return major * 100 }
        guard (1...2).contains(parts[1].count), !parts[1].contains(0x2C) else { return nil }
        guard let minor = NumberWords.figure(String(Substring(parts[1]))) else { return nil }
        return major * 100 + (parts[1].count == 1 ? minor * 10 : minor)
    }
}

/// Reads lengths of time in minutes: `thirty minutes`, `half an hour`, `an hour and a half`, `two hours`.
package enum DurationReader {
    /// The lengths in `words`, in minutes.
    package static func read(_ words: [String]) -> [SpokenReading<Int64>] { readAll(words) { duration(words, $0) } }

    private static func duration(_ words: [String], _ index: Int) -> (values: [Int64], count: Int)? {
        if word(words, index) == "half", word(words, index + 1) == "an", word(words, index + 2) == "hour" {
            return ([30], 3)
        }
        if word(words, index) == "quarter", word(words, index + 1) == "of", word(words, index + 3) == "hour" {
            return ([15], 4)
        }
        let isArticle = ["a", "an"].contains(word(words, index))
        let number = isArticle ? NumberReading(1, count: 1) : NumberWords.cardinal(words, at: index)
        guard let number, number.value <= 100_000 else { return nil }
        let at = index + number.count
        switch word(words, at) {
        case "minute", "minutes": return ([number.value], number.count + 1)
        case "day", "days": return ([number.value * 1440], number.count + 1)
        case "hour", "hours": return hours(number, words, at + 1)
        case "and" where word(words, at + 1) == "a" && word(words, at + 2) == "half" && word(words, at + 3) == "hours":
            return ([number.value * 60 + 30], number.count + 4)
        default: return nil
        }
    }

    private static func hours(_ number: NumberReading, _ words: [String], _ at: Int) -> (values: [Int64], count: Int) {
        if word(words, at) == "and", word(words, at + 1) == "a", word(words, at + 2) == "half" {
            return ([number.value * 60 + 30], number.count + 4)
        }
        let and = word(words, at) == "and" ? 1 : 0
        if let rest = NumberWords.below100(words, at: at + and), rest.value < 60,
            word(words, at + and + rest.count).hasPrefix("minute")
        {
            return ([number.value * 60 + rest.value], number.count + 1 + and + rest.count + 1)
        }
        return ([number.value * 60], number.count + 1)
    }
}
