import Audio
import Cryptography
import Models
import Primitives
import Telemetry

// Speech to text: ordinary turns, and the answers to gates.
extension CallSession {
    func wantWords(_ number: Int) {
        guard let stream = utterances[number]?.stream else { return }
        feedRecognisers()
        Task { [self] in
            guard let words = try? await stream.partial().words.map(\.text) else { return }
            handle(.partialWords(utterance: number, words))
        }
    }

    func finishUtterance(_ number: Int) {
        feedRecognisers()
        guard let utterance = utterances.removeValue(forKey: number) else { return }
        Task { [self] in
            handle(await words(of: utterance, number: number))
        }
    }

    private func words(of utterance: OpenUtterance, number: Int) async -> ConversationEvent {
        do throws(ModelError) {
            var stream = utterance.stream
            if stream == nil { stream = try await open(utterance) }
            guard let stream else { return .transcriptionFailed(utterance: number, .overloaded) }
            return .transcribed(utterance: number, try await stream.finish())
        } catch {
            services.log(
                .warning, "speech could not be transcribed",
                ["session": LogValue(scene.session), "error": LogValue(error)])
            return .transcriptionFailed(utterance: number, error)
        }
    }

    /// An utterance that ended before its recogniser was there.
    private func open(_ utterance: OpenUtterance) async throws(ModelError) -> any TranscriptionStream {
        let stream = try await services.transcriber.open(transcription)
        stream.append(utterance.samples)
        return stream
    }

    func judgeUtterance(_ number: Int, challenge: [String]) {
        guard let utterance = utterances.removeValue(forKey: number) else { return }
        utterance.stream?.cancel()
        let sound = PCM(utterance.samples, rate: Ears.rate)
        answerDigest = SHA256.hash(sound.littleEndian)
        Task { [self] in
            do throws(ModelError) {
                let evidence = try await services.listener.listen(to: sound, expecting: challenge)
                let judgement = ConfirmationRule.judge(evidence, challenge: challenge)
                handle(.judged(utterance: number, judgement, evidence))
            } catch {
                services.log(
                    .warning, "an answer could not be judged",
                    ["session": LogValue(scene.session), "error": LogValue(error)])
                handle(.judged(utterance: number, .unclear(.nothingHeard), nil))
            }
        }
    }
}
