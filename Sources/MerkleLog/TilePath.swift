/// The paths under which a log's tiles and entry bundles are served (C2SP tlog-tiles).
package enum TilePath: Hashable, Sendable {
    /// `tile/<level>/<index>[.p/<width>]`.
    case hashes(Tile)
    /// `tile/entries/<index>[.p/<width>]`: a bundle of entries, with a level of 0.
    case entries(Tile)

    /// The path, without a leading slash.
    package var text: String {
        switch self {
        case .hashes(let tile): "tile/\(tile.level)/\(Self.suffix(of: tile))"
        case .entries(let tile): "tile/entries/\(Self.suffix(of: tile))"
        }
    }

    /// The path of the bundle that holds entry `index` of a log with `size` entries; nothing outside of the log.
    package static func entries(index: UInt64, size: UInt64) -> TilePath? {
        guard index < size, size <= maximumTreeSize else { return nil }
        let (bundle, rest) = (index >> 8, size - (index & ~255))
        return Tile(level: 0, index: bundle, width: Int(min(rest, 256))).map(TilePath.entries)
    }

    /// The path that `text` spells; nothing unless it is exactly one that the specification would write.
    package init?(_ text: String) {
        let parts = text.utf8.split(separator: 0x2F, maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual("tile".utf8) else { return nil }
        let isEntries = parts[1].elementsEqual("entries".utf8)
        guard let level = isEntries ? 0 : decimal(parts[1], below: 64).map(Int.init) else { return nil }
        guard let tile = Self.tile(level: level, suffix: parts[2]) else { return nil }
        self = isEntries ? .entries(tile) : .hashes(tile)
        guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
    }

    private static func suffix(of tile: Tile) -> String {
        var groups = [digits(tile.index % 1000)]
        var rest = tile.index / 1000
        while rest > 0 {
            groups.append("x" + digits(rest % 1000))
            rest /= 1000
        }
        return groups.reversed().joined(separator: "/") + (tile.isPartial ? ".p/\(tile.width)" : "")
    }

    private static func digits(_ number: UInt64) -> String {
        String("\(number + 1000)".dropFirst())
    }

    private static func tile(level: Int, suffix: Substring.UTF8View) -> Tile? {
        var groups = suffix.split(separator: 0x2F, omittingEmptySubsequences: false)
        var width = Tile.fullWidth
        if groups.count > 1, groups[groups.count - 2].suffix(2).elementsEqual(".p".utf8) {
            guard let partial = groups.popLast().flatMap({ decimal($0, below: 256) }), partial > 0 else { return nil }
            width = Int(partial)
            groups[groups.count - 1] = groups[groups.count - 1].dropLast(2)
        }
        guard groups.count <= 7, let index = index(of: groups) else { return nil }
        return Tile(level: level, index: index, width: width)
    }

    private static func index(of groups: [Substring.UTF8View]) -> UInt64? {
        var index: UInt64 = 0
        for (position, group) in groups.enumerated() {
            let isLast = position == groups.count - 1
            guard group.first == 0x78 || isLast, group.count == (isLast ? 3 : 4) else { return nil }
            let digits = isLast ? group : group.dropFirst()
            guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            let value = digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
            let (scaled, overflow) = index.multipliedReportingOverflow(by: 1000)
            guard !overflow, scaled < UInt64.max - value else { return nil }
            index = scaled + value
        }
        return index
    }
}

/// The number that decimal digits without leading zeros spell, if it is smaller than `limit`.
func decimal(_ digits: some Collection<UInt8>, below limit: UInt64) -> UInt64? {
    guard let first = digits.first, first != 0x30 || digits.count == 1, digits.count <= 20 else { return nil }
    var number: UInt64 = 0
    for digit in digits {
        guard (0x30...0x39).contains(digit) else { return nil }
        let (scaled, overflow) = number.multipliedReportingOverflow(by: 10)
        let (sum, spill) = scaled.addingReportingOverflow(UInt64(digit - 0x30))
        guard !overflow, !spill else { return nil }
        number = sum
    }
    return number < limit ? number : nil
}
