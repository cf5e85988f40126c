import Audio
import EmbeddedSpeech
import Glibc
import Models
import Testing

/// The measurement behind `Docs/spoken-confirmation.md`. `Scripts/measure-challenge` makes the clips, names their
/// folder in `SAYSO_MEASURE` and reads the lines that this prints.
@Suite(.serialized, .enabled(if: Clips.measured != nil)) struct ConfirmationMeasurement {
    /// A line of the folder's `manifest`: file, group, challenge and, in order, what else the line wants to keep.
    private struct Clip {
        let file: String, group: String
        let challenge: [String]

        init?(_ line: Substring) {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 3 else { return nil }
            (file, group) = (fields[0], fields[1])
            challenge = fields[2].split(separator: " ").map(String.init)
        }
    }

    /// How many of all the challenges that could have been asked the clip would have met, the right one left out.
    private func wrongAccepts(_ evidence: ConfirmationEvidence, but clip: Clip) -> Int {
        let words = ChallengeVocabulary.words
        return words.flatMap { first in words.flatMap { second in words.map { [first, second, $0] } } }.count {
            challenge in
            !(clip.group == "answer" && challenge == clip.challenge)
                && !(clip.group.contains("word") || clip.group == "wrong order")
                && ConfirmationRule.judge(evidence, challenge: challenge) == .confirmed
        }
    }

    @Test("every clip of the manifest is heard and judged")
    func judge() async throws {
        let folder = try #require(Clips.measured)
        let recogniser = try ConfirmationRecogniser(Speech.transcriber.get())
        let manifest = String(decoding: Clips.bytes(folder + "/manifest"), as: UTF8.self)
        for clip in manifest.split(separator: "\n").compactMap(Clip.init) {
            let sound = try WAV.parse(Clips.bytes(folder + "/" + clip.file))
            let evidence = try await recogniser.listen(to: sound, expecting: clip.challenge)
            let judgement = ConfirmationRule.judge(evidence, challenge: clip.challenge)
            let fields = [
                "measured", clip.file, clip.group, clip.challenge.joined(separator: " "), "\(judgement)",
                evidence.constrained.text, evidence.open.text, evidence.open.alternatives.joined(separator: "/"),
                "\(evidence.speech.milliseconds)", "\(wrongAccepts(evidence, but: clip))",
            ]
            print(fields.joined(separator: "\t"))
        }
    }
}

/// Reads files of tests.
enum Clips {
    /// The folder that `Scripts/measure-challenge` filled.
    static let measured: String? = unsafe getenv("SAYSO_MEASURE").map { unsafe String(cString: $0) }

    static func bytes(_ path: String) -> [UInt8] {
        guard let file = unsafe fopen(path, "rbe") else { return [] }
        defer { unsafe fclose(file) }
        var (bytes, chunk): ([UInt8], [UInt8]) = ([], [UInt8](repeating: 0, count: 1 << 16))
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }
}
