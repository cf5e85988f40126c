import Glibc

/// Looks for damage in a database's write-ahead log (sqlite.org/fileformat2.html, section 4).
///
/// SQLite takes a frame with a wrong checksum for the end of the log and ignores what stands behind it, as it must after
/// a power loss. For an audit log that silence would be a way to cut off its end, so the checker looks itself.
struct WriteAheadLog {
    private let path: String
    private static let headerBytes = 32, frameHeaderBytes = 24, readings = 3

    /// The write-ahead log of the database at `database`.
    init(of database: String) { path = database + "-wal" }

    /// The number, from 1, of a damaged frame behind which something was committed; 0 when the header is damaged;
    /// nothing when all is well or there is no log. A frame that is just being written is read again.
    func damagedFrame() -> Int? {
        var found: Int?
        for reading in 0..<Self.readings {
            let frame = scan()
            guard let frame, reading == 0 || frame == found else { return nil }
            found = frame
        }
        return found
    }

    private func scan() -> Int? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let header = bytes(descriptor, Self.headerBytes, at: 0) else { return nil }
        let isBigEndian = word(header, 0) & 1 == 1
        var sum = checksum(header.prefix(24), from: (0, 0), isBigEndian)
        let pageBytes = Int(word(header, 8))
        let isKnown = word(header, 0) & ~1 == 0x377F_0682 && sum == (word(header, 24), word(header, 28))
        guard isKnown, (512...65_536).contains(pageBytes) else { return header.allSatisfy { $0 == 0 } ? nil : 0 }
        let salts = Array(header[16..<24])
        let frameBytes = Self.frameHeaderBytes + pageBytes
        var (number, position, damaged): (Int, Int, Int?) = (0, Self.headerBytes, nil)
        while let frame = bytes(descriptor, frameBytes, at: position) {
            (number, position) = (number + 1, position + frameBytes)
            let isOfThisLog = Array(frame[8..<16]) == salts
            if let damaged {
                if isOfThisLog && word(frame, 4) != 0 { return damaged }
                continue
            }
            sum = checksum(frame.prefix(8), from: sum, isBigEndian)
            sum = checksum(frame.dropFirst(Self.frameHeaderBytes), from: sum, isBigEndian)
            guard !isOfThisLog || sum != (word(frame, 16), word(frame, 20)) else { continue }
            if isOfThisLog && word(frame, 4) != 0 { return number }
            damaged = number
        }
        return nil
    }

    private func checksum(
        _ bytes: ArraySlice<UInt8>, from start: (UInt32, UInt32), _ isBigEndian: Bool
    ) -> (UInt32, UInt32) {
        var (first, second) = start
        for place in stride(from: 0, to: bytes.count - 7, by: 8) {
            let (one, other) = (word(bytes, place), word(bytes, place + 4))
            first &+= (isBigEndian ? one : one.byteSwapped) &+ second
            second &+= (isBigEndian ? other : other.byteSwapped) &+ first
        }
        return (first, second)
    }

    /// Four bytes, big-endian, as the format keeps its numbers.
    private func word(_ bytes: some RandomAccessCollection<UInt8>, _ place: Int) -> UInt32 {
        var value: UInt32 = 0
        var index = bytes.index(bytes.startIndex, offsetBy: place)
        for _ in 0..<4 {
            value = value << 8 | UInt32(bytes[index])
            index = bytes.index(after: index)
        }
        return value
    }

    private func bytes(_ descriptor: Int32, _ count: Int, at offset: Int) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: count)
        guard unsafe pread(descriptor, &buffer, count, offset) == count else { return nil }
        return buffer
    }
}
