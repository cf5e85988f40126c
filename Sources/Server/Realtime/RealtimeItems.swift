import Models
import Sessions
import Wire

/// Items and responses in the shapes of the Realtime protocol.
enum RealtimeItems {
    /// An item of the caller's.
    static func caller(id: String, text: String?, isTyped: Bool) -> JSON {
        let content: JSON =
            isTyped
            ? ["type": "input_text", "text": JSON(text ?? "")]
            : ["type": "input_audio", "transcript": text.map { JSON($0) } ?? .null]
        return [
            "id": JSON(id), "object": "realtime.item", "type": "message", "status": "completed", "role": "user",
            "content": .array([content]),
        ]
    }

    /// An item of the agent's.
    static func agent(id: String, status: String, text: String?, isSpoken: Bool) -> JSON {
        let content: JSON? = text.map {
            isSpoken ? ["type": "output_audio", "transcript": JSON($0)] : ["type": "output_text", "text": JSON($0)]
        }
        return [
            "id": JSON(id), "object": "realtime.item", "type": "message", "status": JSON(status), "role": "assistant",
            "content": .array(content.map { [$0] } ?? []),
        ]
    }

    /// The entry of a conversation as an item; nothing for tool calls, which a client does not run.
    static func entry(_ entry: Entry, isSpoken: Bool) -> JSON? {
        switch entry.item {
        case .caller(let text): caller(id: entry.id, text: text.value, isTyped: !isSpoken)
        case .agent(let text): agent(id: entry.id, status: "completed", text: text, isSpoken: isSpoken)
        case .toolCall, .toolResult: nil
        }
    }

    /// The events that add a whole item.
    static func both(_ item: JSON, previous: String?) -> [JSON] {
        ["conversation.item.added", "conversation.item.done"].map {
            ["type": JSON($0), "previous_item_id": previous.map { JSON($0) } ?? .null, "item": item]
        }
    }

    /// The response object; without a status it is in progress.
    static func response(_ id: String, _ status: ClientEvent.ResponseStatus?) -> JSON {
        let (name, details) = words(for: status)
        return [
            "object": "realtime.response", "id": JSON(id), "status": JSON(name), "status_details": details,
            "output": [], "conversation_id": "conv_1", "metadata": nil, "usage": nil,
        ]
    }

    private static func words(for status: ClientEvent.ResponseStatus?) -> (String, JSON) {
        switch status {
        case nil: ("in_progress", nil)
        case .completed: ("completed", nil)
        case .interrupted: ("cancelled", ["type": "cancelled", "reason": "turn_detected"])
        case .cancelled: ("cancelled", ["type": "cancelled", "reason": "client_cancelled"])
        case .incomplete(let reason): ("incomplete", ["type": "incomplete", "reason": JSON(reason)])
        case .failed: ("failed", ["type": "failed"])
        }
    }

    /// The events that begin an item of an answer.
    static func started(response: String, item: String, index: Int, previous: String?) -> [JSON] {
        let object = agent(id: item, status: "in_progress", text: nil, isSpoken: true)
        return [
            [
                "type": "response.output_item.added", "response_id": JSON(response), "output_index": JSON(index),
                "item": object,
            ],
            [
                "type": "conversation.item.added", "previous_item_id": previous.map { JSON($0) } ?? .null,
                "item": object,
            ],
            part("response.content_part.added", response, item, index, ["type": "audio", "transcript": ""]),
        ]
    }

    /// The events that end an item of an answer.
    static func ended(
        response: String, item: String, index: Int, text: String, isSpoken: Bool, isComplete: Bool
    ) -> [JSON] {
        let status = isComplete ? "completed" : "incomplete"
        let object = agent(id: item, status: status, text: text, isSpoken: isSpoken)
        let content: JSON =
            isSpoken ? ["type": "audio", "transcript": JSON(text)] : ["type": "text", "text": JSON(text)]
        let done: [JSON] =
            isSpoken
            ? [
                place("response.output_audio.done", response, item, index, [:]),
                place("response.output_audio_transcript.done", response, item, index, ["transcript": JSON(text)]),
            ]
            : [place("response.output_text.done", response, item, index, ["text": JSON(text)])]
        return done + [
            part("response.content_part.done", response, item, index, content),
            [
                "type": "response.output_item.done", "response_id": JSON(response), "output_index": JSON(index),
                "item": object,
            ],
            ["type": "conversation.item.done", "previous_item_id": nil, "item": object],
        ]
    }

    private static func part(_ type: String, _ response: String, _ item: String, _ index: Int, _ part: JSON) -> JSON {
        place(type, response, item, index, ["part": part])
    }

    private static func place(
        _ type: String, _ response: String, _ item: String, _ index: Int, _ more: JSONObject
    ) -> JSON {
        var object: JSONObject = [
            "type": JSON(type), "response_id": JSON(response), "item_id": JSON(item), "output_index": JSON(index),
            "content_index": 0,
        ]
        for (key, value) in more.members { object[key] = value }
        return .object(object)
    }
}
