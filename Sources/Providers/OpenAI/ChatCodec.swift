import Models
import Primitives
import Wire

/// Writes requests of the OpenAI-compatible chat completions protocol (`POST /v1/chat/completions`, streaming), as OpenAI,
/// vLLM, Ollama, llama.cpp and others speak it. Each part of the conversation keeps its own role; nothing is mixed into
/// the instructions.
package struct ChatCodec: Sendable {
    /// How the server wants the limit of tokens called.
    package enum TokenLimitField: String, Sendable {
        /// The original name, which every server of the kind knows.
        case maxTokens = "max_tokens"
        /// The name that OpenAI's reasoning models demand.
        case maxCompletionTokens = "max_completion_tokens"
    }

    /// The model's name at the provider.
    package var model: String
    /// How the limit of tokens is called.
    package var tokenLimitField: TokenLimitField
    /// Sampling temperature; nothing leaves it to the provider.
    package var temperature: Double?

    /// A codec for that model.
    package init(model: String, tokenLimitField: TokenLimitField = .maxTokens, temperature: Double? = nil) {
        self.model = model
        self.tokenLimitField = tokenLimitField
        self.temperature = temperature
    }

    /// The request as the body of a POST.
    package func body(of request: ModelRequest) -> [UInt8] { json(of: request).serialized() }

    func json(of request: ModelRequest) -> JSON {
        var object: JSONObject = [
            "model": .string(model), "stream": true, "stream_options": ["include_usage": true],
            "messages": .array(ChatMessages(request).messages),
        ]
        object[tokenLimitField.rawValue] = JSON(request.maxOutputTokens)
        if let temperature { object["temperature"] = JSON(temperature) }
        if !request.tools.isEmpty { object["tools"] = .array(request.tools.map(Self.json)) }
        return .object(object)
    }

    private static func json(of tool: ToolDescription) -> JSON {
        [
            "type": "function",
            "function": [
                "name": .string(tool.name), "description": .string(tool.description), "parameters": tool.parameters,
            ],
        ]
    }
}
