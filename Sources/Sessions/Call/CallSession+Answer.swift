import Models
import Primitives
import Telemetry

// The model's answer and its sound.
extension CallSession {
    func askModel(_ generation: Int, _ request: ModelRequest) {
        modelTask?.cancel()
        modelTask = Task { [self] in
            do {
                for try await event in services.model.respond(to: request) {
                    handle(.model(generation: generation, event))
                }
                handle(.modelFailed(generation: generation, .malformed))
            } catch {
                let reason = error as? ModelError ?? .cancelled
                if reason != .cancelled {
                    services.log(
                        .warning, "the model gave no answer",
                        ["session": LogValue(scene.session), "error": LogValue(reason)])
                }
                handle(.modelFailed(generation: generation, reason))
            }
        }
    }

    func synthesize(_ sentence: Int, _ text: String) {
        mouth.enqueue(sentence, text)
        speakNext()
    }

    private func speakNext() {
        guard let (sentence, text) = mouth.next() else { return }
        let round = mouth.round
        mouth.task = Task { [self] in
            let failure = await speak(sentence, text)
            guard mouth.round == round else { return }
            handle(.soundEnded(sentence: sentence, failure))
            mouth.finished()
            speakNext()
        }
    }

    private func speak(_ sentence: Int, _ text: String) async -> ModelError? {
        do {
            for try await piece in services.synthesizer.speak(SpeechRequest(text: text, voice: services.voice)) {
                handle(.sound(sentence: sentence, try mouth.convert(piece.sound), words: piece.words))
            }
            handle(.sound(sentence: sentence, mouth.flush(), words: []))
            return nil
        } catch {
            let reason = error as? ModelError ?? .malformed
            services.log(
                .warning, "a sentence could not be spoken",
                ["session": LogValue(scene.session), "error": LogValue(reason)])
            return reason
        }
    }

    func traced(_ trace: TurnTrace) {
        tell(.turn(trace))
        for (layer, time) in trace.layers {
            services.metrics.observe(
                "sayso_turn_seconds", "Where the time of a turn went.", ["layer": layer], time)
        }
        if let total = trace.total {
            services.metrics.observe("sayso_turn_seconds", "Where the time of a turn went.", ["layer": "total"], total)
        }
    }
}
