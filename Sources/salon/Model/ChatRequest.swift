import Wire

/// What a model server reads of a chat completions request.
struct ChatRequest: Sendable {
    /// Whose message it is.
    enum Role: String, Sendable { case system, developer, user, assistant, tool }

    /// One message.
    struct Message: Sendable {
        var role: Role, content: String
        /// The names and arguments of the calls that an assistant's message proposes.
        var calls: [(name: String, arguments: String)] = []
    }

    var model: String
    var messages: [Message]
    /// The names of the tools it may call.
    var tools: [String]

    /// The request in that JSON; nothing when it is no streamed chat completion or has more than 1,000 messages.
    init?(_ json: JSON) {
        guard let model = json["model"]?.stringValue, json["stream"]?.boolValue == true,
            let messages = json["messages"]?.arrayValue, messages.count <= 1000
        else { return nil }
        self.model = model
        self.messages = messages.compactMap(Message.init)
        tools = (json["tools"]?.arrayValue ?? []).compactMap { $0["function"]?["name"]?.stringValue }
        guard self.messages.count == messages.count else { return nil }
    }

    /// A request made by a test.
    init(_ messages: [Message], tools: [String] = []) {
        model = "test"
        self.messages = messages
        self.tools = tools
    }

    /// How many calls were proposed after the message at `place`.
    func proposedCalls(since place: Int) -> Int { messages.dropFirst(place + 1).reduce(0) { $0 + $1.calls.count } }
}

extension ChatRequest.Message {
    init?(_ json: JSON) {
        guard let name = json["role"]?.stringValue, let role = ChatRequest.Role(rawValue: name) else { return nil }
        self.role = role
        content = json["content"]?.stringValue ?? ""
        calls = (json["tool_calls"]?.arrayValue ?? []).map { call in
            (call["function"]?["name"]?.stringValue ?? "", call["function"]?["arguments"]?.stringValue ?? "")
        }
    }
}
