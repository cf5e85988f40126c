/// Entries side by side as they are served (C2SP tlog-tiles): each behind its length as two bytes, big-endian.
package enum EntryBundle {
    /// The most bytes an entry can have.
    package static let maximumEntryBytes = 65_535

    /// The bundle of those entries; nothing when one is too long.
    package static func encode(_ entries: [[UInt8]]) -> [UInt8]? {
        var bundle: [UInt8] = []
        for entry in entries {
            guard entry.count <= maximumEntryBytes else { return nil }
            bundle += [UInt8(entry.count >> 8), UInt8(entry.count & 255)]
            bundle += entry
        }
        return bundle
    }

    /// The entries of a bundle; nothing when it is cut off or holds more than 256.
    package static func decode(_ bundle: [UInt8]) -> [[UInt8]]? {
        var (entries, position): ([[UInt8]], Int) = ([], 0)
        while position < bundle.count {
            guard position + 2 <= bundle.count, entries.count < Tile.fullWidth else { return nil }
            let end = position + 2 + Int(bundle[position]) << 8 + Int(bundle[position + 1])
            guard end <= bundle.count else { return nil }
            entries.append([UInt8](bundle[position + 2..<end]))
            position = end
        }
        return entries
    }
}
