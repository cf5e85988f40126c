import Wire

/// What a model answers, and how it looks as a streamed chat completion.
struct ChatAnswer: Sendable, Equatable {
    /// A proposed tool call.
    struct Call: Sendable, Equatable {
        var name: String, arguments: JSON

        init(_ name: String, _ arguments: JSON) {
            self.name = name
            self.arguments = arguments
        }
    }

    var text: String
    var calls: [Call] = []

    /// The answer as server-sent events: the text word by word, each call in two pieces, the reason, the usage.
    func events(id: String, model: String) -> [UInt8] {
        var chunks: [JSON] = [Self.delta(["role": "assistant", "content": ""])]
        chunks += words.map { Self.delta(["content": .string($0)]) }
        for (place, call) in calls.enumerated() { chunks += Self.pieces(of: call, place: place, id: id) }
        chunks.append(["index": 0, "delta": [:], "finish_reason": calls.isEmpty ? "stop" : "tool_calls"])
        let head: JSONObject = ["id": .string(id), "object": "chat.completion.chunk", "model": .string(model)]
        var lines = chunks.map { choice in Self.event(head, ["choices": [choice]]) }
        let usage: JSON = [
            "prompt_tokens": 0, "completion_tokens": JSON(words.count), "total_tokens": JSON(words.count),
        ]
        lines.append(Self.event(head, ["choices": [], "usage": usage]))
        return lines.flatMap(\.self) + Array("data: [DONE]\n\n".utf8)
    }

    /// The text cut before each space.
    private var words: [String] {
        var words: [String] = []
        for part in text.split(separator: " ", omittingEmptySubsequences: false) {
            words.append(words.isEmpty ? String(part) : " " + part)
        }
        return words.filter { !$0.isEmpty }
    }

    private static func delta(_ delta: JSON) -> JSON { ["index": 0, "delta": delta, "finish_reason": nil] }

    private static func pieces(of call: Call, place: Int, id: String) -> [JSON] {
        let arguments = String(decoding: call.arguments.serialized(), as: UTF8.self)
        let middle = arguments.index(arguments.startIndex, offsetBy: arguments.count / 2)
        let first: JSON = [
            "index": JSON(place), "id": .string("\(id)-\(place)"), "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(String(arguments[..<middle]))],
        ]
        let second: JSON = [
            "index": JSON(place), "function": ["arguments": .string(String(arguments[middle...]))],
        ]
        return [first, second].map { delta(["tool_calls": [$0]]) }
    }

    private static func event(_ head: JSONObject, _ rest: JSONObject) -> [UInt8] {
        var object = head
        for member in rest.members { object[member.key] = member.value }
        return Array("data: ".utf8) + JSON.object(object).serialized() + [0x0A, 0x0A]
    }
}
