import Glibc

/// The pronouncing dictionary's file, read when a grammar is configured and not kept.
struct PronouncingDictionary: Sendable {
    private let path: String
    /// The whole of cmudict is 3.2 MB; a file past this is not a dictionary.
    private static let limit = 16 << 20

    init(path: String) { self.path = path }

    /// The dictionary's lines for `words`, all pronunciations of each, as the bytes of a smaller dictionary.
    /// Throws `unknownWord` with the first word that it does not have.
    func excerpt(for words: [String], grammar: String) throws(EmbeddedSpeechError) -> [UInt8] {
        var missing = Set(words.map { [UInt8]($0.utf8) })
        let wanted = missing
        var result: [UInt8] = []
        for line in try contents().split(separator: UInt8(ascii: "\n")) {
            let word = [UInt8](line.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "(") })
            guard wanted.contains(word) else { continue }
            missing.remove(word)
            result += line + [UInt8(ascii: "\n")]
        }
        if let unknown = words.first(where: { missing.contains([UInt8]($0.utf8)) }) {
            throw .unknownWord(unknown, grammar: grammar)
        }
        return result
    }

    private func contents() throws(EmbeddedSpeechError) -> [UInt8] {
        guard let file = unsafe fopen(path, "rbe") else { throw .missingModel(path: path) }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= Self.limit else { throw .missingModel(path: path) }
        }
    }
}
