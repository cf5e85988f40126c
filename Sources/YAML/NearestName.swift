/// Finds the name that somebody probably meant.
package enum NearestName {
    /// Longer names are not compared.
    private static let maximumLength = 64

    /// The candidate with the smallest edit distance (D. E. Levenshtein's, with neighbours swapped counted as one), if
    /// that is at most a third of the longer name; the first of equals.
    package static func of(_ name: String, among candidates: [String]) -> String? {
        let wanted = fold(name)
        guard !wanted.isEmpty, wanted.count <= maximumLength else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates where candidate.utf8.count <= maximumLength {
            let other = fold(candidate)
            let distance = distance(wanted, other)
            guard distance <= max(wanted.count, other.count) / 3 + (wanted.count < 3 ? 1 : 0) else { continue }
            if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// Letters in lower case, `-` and `_` alike: `max_calls` is `Max-Calls`.
    private static func fold(_ name: String) -> [UInt8] {
        name.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "-"): UInt8(ascii: "_")
            default: byte
            }
        }
    }

    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var rows = [Array(0...right.count)]
        for (row, byte) in left.enumerated() {
            var next = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(rows[row][column + 1] + 1, next[column] + 1, rows[row][column] + (byte == other ? 0 : 1))
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    cost = min(cost, rows[row - 1][column - 1] + 1)
                }
                next.append(cost)
            }
            rows.append(next)
        }
        return rows.last?.last ?? 0
    }
}
