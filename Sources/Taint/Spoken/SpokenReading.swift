/// Something read from the words of an utterance: the values that it can mean, likeliest first, and the words it took.
package struct SpokenReading<Value: Sendable>: Sendable {
    /// What it can mean, likeliest first; never empty.
    package let values: [Value]
    /// The indices of its words.
    package let words: Range<Int>

    /// A reading of those words.
    package init(_ values: [Value], words: Range<Int>) {
        self.values = values
        self.words = words
    }
}

extension SpokenReading: Equatable where Value: Equatable {}

/// The words at and after `index`, or the empty string, so that look-ahead never goes out of bounds.
func word(_ words: [String], _ index: Int) -> String { words.indices.contains(index) ? words[index] : "" }

/// Reads every place of `words` that `read` understands, from the left, each word once.
func readAll<Value>(_ words: [String], _ read: (Int) -> (values: [Value], count: Int)?) -> [SpokenReading<Value>] {
    var (found, index) = ([SpokenReading<Value>](), 0)
    while index < words.count {
        if let reading = read(index), reading.count > 0, !reading.values.isEmpty {
            found.append(SpokenReading(reading.values, words: index..<min(words.count, index + reading.count)))
            index += reading.count
        } else {
            index += 1
        }
    }
    return found
}
