import Audio
import Primitives
import Sessions
import Wire

/// Turns what a conversation tells into server events of the Realtime protocol.
package struct RealtimeEncoder: Sendable {
    private var nextEvent = 1
    /// The format of the sound that is sent.
    package var format: RealtimeAudioFormat

    /// An encoder for sound of that format.
    package init(format: RealtimeAudioFormat) { self.format = format }

    /// A fresh event id.
    package mutating func eventID() -> String {
        defer { nextEvent += 1 }
        return "event_\(nextEvent)"
    }

    /// The events for `event`, each as the bytes of one message.
    package mutating func encode(_ event: ClientEvent) -> [[UInt8]] {
        if case .sound(let response, let item, let index, let samples) = event {
            return [sound(samples, response: response, item: item, index: index)]
        }
        return bodies(event).map { message($0) }
    }

    /// One event as a message.
    package mutating func message(_ body: JSON) -> [UInt8] {
        guard var object = body.objectValue else { return body.serialized() }
        object["event_id"] = JSON(eventID())
        return JSON.object(object).serialized()
    }

    /// Sound is by far the most frequent event, so that it is written without building a value first.
    private mutating func sound(_ samples: [Int16], response: String, item: String, index: Int) -> [UInt8] {
        let head =
            "{\"type\":\"response.output_audio.delta\",\"event_id\":\"\(eventID())\",\"response_id\":\"\(response)\","
            + "\"item_id\":\"\(item)\",\"output_index\":\(index),\"content_index\":0,\"delta\":\""
        return Array(head.utf8) + Array(Base64.encode(bytes(of: samples)).utf8) + Array("\"}".utf8)
    }

    private func bytes(of samples: [Int16]) -> [UInt8] {
        switch format {
        case .pcm: PCM(samples, rate: 24_000).littleEndian
        case .muLaw: G711.muLaw.encode(samples)
        case .aLaw: G711.aLaw.encode(samples)
        }
    }

    private func bodies(_ event: ClientEvent) -> [JSON] {
        switch event {
        case .speechStarted(let item, let at):
            [
                [
                    "type": "input_audio_buffer.speech_started", "item_id": JSON(item),
                    "audio_start_ms": JSON(at.milliseconds),
                ]
            ]
        case .speechStopped(let item, let at):
            [
                [
                    "type": "input_audio_buffer.speech_stopped", "item_id": JSON(item),
                    "audio_end_ms": JSON(at.milliseconds),
                ]
            ]
        case .committed(let item, let previous):
            [["type": "input_audio_buffer.committed", "item_id": JSON(item), "previous_item_id": optional(previous)]]
        case .callerWords(let item, let text):
            [
                [
                    "type": "conversation.item.input_audio_transcription.completed", "item_id": JSON(item),
                    "content_index": 0, "transcript": JSON(text),
                ]
            ]
        case .callerWordsFailed(let item): [transcriptionFailed(item)]
        case .callerItem(let item, let previous, let text, let isTyped):
            RealtimeItems.both(
                RealtimeItems.caller(id: item, text: text, isTyped: isTyped), previous: previous)
        case .truncated(let item, let at):
            [
                [
                    "type": "conversation.item.truncated", "item_id": JSON(item), "content_index": 0,
                    "audio_end_ms": JSON(at.milliseconds),
                ]
            ]
        case .refused(let reason): [RealtimeError.invalid("invalid_state", reason).event(id: "", cause: nil)]
        case .sound: []
        default: answerBodies(event)
        }
    }

    private func answerBodies(_ event: ClientEvent) -> [JSON] {
        switch event {
        case .responseStarted(let id): [["type": "response.created", "response": RealtimeItems.response(id, nil)]]
        case .responseEnded(let id, let status):
            [["type": "response.done", "response": RealtimeItems.response(id, status)]]
        case .itemStarted(let response, let item, let index, let previous):
            RealtimeItems.started(response: response, item: item, index: index, previous: previous)
        case .words(let response, let item, let index, let text, let isSpoken):
            [
                [
                    "type": isSpoken ? "response.output_audio_transcript.delta" : "response.output_text.delta",
                    "response_id": JSON(response), "item_id": JSON(item), "output_index": JSON(index),
                    "content_index": 0, "delta": JSON(text + " "),
                ]
            ]
        case .itemEnded(let response, let item, let index, let text, let isSpoken, let isComplete):
            RealtimeItems.ended(
                response: response, item: item, index: index, text: text, isSpoken: isSpoken, isComplete: isComplete)
        default: extensionBodies(event)
        }
    }

    private func extensionBodies(_ event: ClientEvent) -> [JSON] {
        switch event {
        case .gateAsked(let gate, let tool, let readBack, let phrase, let code, let attempt):
            [
                [
                    "type": "sayso.gate.asked", "gate_id": JSON(gate.text), "tool": JSON(tool),
                    "read_back": JSON(readBack), "phrase": JSON(phrase.joined(separator: " ")), "code": JSON(code),
                    "attempt": JSON(attempt),
                ]
            ]
        case .gateClosed(let gate, let outcome):
            [["type": "sayso.gate.closed", "gate_id": JSON(gate.text), "outcome": JSON(outcome)]]
        case .tool(let name, let disposition):
            [["type": "sayso.tool", "name": JSON(name), "disposition": JSON(disposition)]]
        case .turn(let trace): [turn(trace)]
        default: []
        }
    }

    private func turn(_ trace: TurnTrace) -> JSON {
        var layers = JSONObject()
        for (name, time) in trace.layers { layers[name] = JSON(Double(time.nanoseconds / 10_000) / 100) }
        return [
            "type": "sayso.turn", "turn": JSON(trace.turn), "layers": .object(layers),
            "total_ms": JSON(Double((trace.total ?? .zero).nanoseconds / 10_000) / 100),
        ]
    }

    private func transcriptionFailed(_ item: String) -> JSON {
        [
            "type": "conversation.item.input_audio_transcription.failed", "item_id": JSON(item), "content_index": 0,
            "error": ["type": "transcription_error", "code": "not_understood", "message": "No words were understood."],
        ]
    }

    private func optional(_ text: String?) -> JSON { text.map { JSON($0) } ?? .null }
}
