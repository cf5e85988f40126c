import Audio
import Platform

/// Recorded speech in a folder: `<id>.wav`.
struct Clips {
    private let folder: String

    /// The recordings in that folder; throws when it holds none.
    init(folder: String) throws {
        self.folder = folder
        _ = try File.read(folder + "/say-confirm.wav", limit: 1 << 20)
    }

    /// The samples of a recording at 24 kHz.
    func sound(_ id: String) throws -> [Int16] {
        let file = try File.read("\(folder)/\(id).wav", limit: 8 << 20)
        return try Resampler.convert(WAV.parse(file), to: 24_000).samples
    }

    /// The words of a challenge, one after the other with short pauses.
    func phrase(_ words: [String]) throws -> [Int16] {
        let pause = [Int16](repeating: 0, count: 24_000 / 8)
        return try words.flatMap { try sound("say-\($0)") + pause }
    }
}
