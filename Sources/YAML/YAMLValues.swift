/// Typed values. Each throws an error with the place, the key, what was expected and what was found; none shows a value.
extension YAMLNode {
    /// Quoted text, or plain text that is no number, boolean or null.
    package func string() throws(YAMLError) -> String {
        guard case .scalar = content, case .text(let text) = value else {
            throw wrongType(expected: "text (in quotes, if it looks like a number or a boolean)")
        }
        return text
    }

    /// An integer within a range.
    package func int(in range: ClosedRange<Int> = .min ... .max) throws(YAMLError) -> Int {
        guard case .scalar = content, case .integer(let number) = value else { throw wrongType(expected: "an integer") }
        guard let int = Int(exactly: number), range.contains(int) else {
            throw outOfRange("must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return int
    }

    /// A number within a range.
    package func double(
        in range: ClosedRange<Double> = -Double.greatestFiniteMagnitude ... .greatestFiniteMagnitude
    ) throws(YAMLError) -> Double {
        let number: Double? =
            switch value {
            case .integer(let integer): Double(integer)
            case .number(let text): Double(text)
            default: nil
            }
        guard case .scalar = content, let number else { throw wrongType(expected: "a number") }
        guard range.contains(number) else {
            throw outOfRange("must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `true` or `false`; `yes` and `on` are text.
    package func bool() throws(YAMLError) -> Bool {
        guard case .scalar = content, case .bool(let bool) = value else { throw wrongType(expected: "true or false") }
        return bool
    }

    /// A whole number with its unit: `250ms`, `3s`, `5m`, `2h` or `7d`, within a range.
    package func duration(in range: ClosedRange<Duration> = .zero ... .seconds(366 * 86_400)) throws(YAMLError)
        -> Duration
    {
        let units = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
        let expected = "a duration such as 250ms, 3s, 5m, 2h or 7d"
        guard let milliseconds = quantity(units) else { throw wrongType(expected: expected) }
        let duration = Duration.milliseconds(milliseconds)
        guard range.contains(duration) else {
            throw outOfRange("must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return duration
    }

    /// A whole number of bytes with its unit: `512B`, `64KiB`, `10MiB` or `2GiB`, within a range.
    package func byteCount(in range: ClosedRange<Int> = 0 ... .max) throws(YAMLError) -> Int {
        let units = ["B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
        guard let bytes = quantity(units) else {
            throw wrongType(expected: "a size such as 512B, 64KiB, 10MiB or 2GiB")
        }
        guard range.contains(bytes) else {
            throw outOfRange("must be from \(range.lowerBound) to \(range.upperBound) bytes")
        }
        return bytes
    }

    /// One of some words.
    package func choice(_ allowed: [String]) throws(YAMLError) -> String {
        guard case .scalar(let text, _) = content else {
            throw wrongType(expected: "one of \(allowed.joined(separator: ", "))")
        }
        guard let found = allowed.first(where: { $0.utf8.elementsEqual(text.utf8) }) else {
            let nearest = NearestName.of(text, among: allowed)
            throw YAMLError(.unknownChoice(key: key, allowed: allowed, nearest: nearest), at: position)
        }
        return found
    }

    /// One of the cases of an enumeration, by its raw value.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        of type: Choice.Type = Choice.self
    ) throws(YAMLError) -> Choice {
        let word = try choice(type.allCases.map(\.rawValue))
        guard let choice = Choice(rawValue: word) else { throw wrongType(expected: "one of the allowed words") }
        return choice
    }

    /// The elements of a list, at most `maximumCount`.
    package func list(maximumCount: Int = .max) throws(YAMLError) -> [YAMLNode] {
        guard case .list(let elements) = content else { throw wrongType(expected: "a list") }
        guard elements.count <= maximumCount else { throw outOfRange("must have at most \(maximumCount) elements") }
        return elements
    }

    /// The elements of a list of text.
    package func strings(maximumCount: Int = .max) throws(YAMLError) -> [String] {
        var strings: [String] = []
        for element in try list(maximumCount: maximumCount) { strings.append(try element.string()) }
        return strings
    }

    /// Whether nothing stands here: no value, `~` or `null`.
    package var isNull: Bool {
        if case .scalar = content, case .null = value { true } else { false }
    }

    /// An error about this value, in words that don't show it.
    package func outOfRange(_ words: String) -> YAMLError { YAMLError(.outOfRange(key: key, words), at: position) }

    /// A plain or quoted whole number with one of these units, in the smallest; nil when it is none or overflows.
    private func quantity(_ units: [String: Int]) -> Int? {
        guard case .scalar(let text, _) = content else { return nil }
        let digits = text.utf8.prefix { (0x30...0x39).contains($0) }
        guard let number = Int(Substring(digits)), let factor = units[String(text.dropFirst(digits.count))] else {
            return nil
        }
        let (product, overflows) = number.multipliedReportingOverflow(by: factor)
        return overflows ? nil : product
    }
}
