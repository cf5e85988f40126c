import Models
import Primitives
import Taint
import Wire

/// Turns a conversation into messages. The protocol wants the results of tool calls right behind the message that made
/// the calls, one for each; in a spoken conversation the caller may have talked in between, or a call may have been
/// given up. So results move up to their call, a call without a result gets a plain note, and a result without a call
/// is left out.
struct ChatMessages {
    private(set) var messages: [JSON] = []
    private var results: [String: String] = [:]
    /// The words of the agent that wait for the calls it made with them.
    private var words = ""
    private var calls: [(id: String, name: String, arguments: String)] = []

    private static let missingResult = #"{"error":"there is no result for this call"}"#

    init(_ request: ModelRequest) {
        for case .toolResult(let id, _, let result) in request.conversation { results[id] = result.value }
        if !request.instructions.isEmpty {
            messages.append(["role": "system", "content": .string(request.instructions)])
        }
        for item in request.conversation { add(item) }
        flush()
    }

    private mutating func add(_ item: ConversationItem) {
        switch item {
        case .caller(let text):
            flush()
            messages.append(["role": "user", "content": .string(text.value)])
        case .agent(let text):
            if !calls.isEmpty { flush() }
            words += words.isEmpty ? text : " " + text
        case .toolCall(let id, let name, let arguments):
            calls.append((id, name, arguments))
        case .toolResult:
            flush()
        }
    }

    /// Writes the agent's words and calls so far as one message, and the results behind it.
    private mutating func flush() {
        guard !words.isEmpty || !calls.isEmpty else { return }
        var message: JSONObject = ["role": "assistant", "content": words.isEmpty ? nil : .string(words)]
        if !calls.isEmpty { message["tool_calls"] = .array(calls.map(Self.json)) }
        messages.append(.object(message))
        for call in calls {
            messages.append([
                "role": "tool", "tool_call_id": .string(call.id),
                "content": .string(results[call.id] ?? Self.missingResult),
            ])
        }
        words = ""
        calls = []
    }

    private static func json(of call: (id: String, name: String, arguments: String)) -> JSON {
        [
            "id": .string(call.id), "type": "function",
            "function": ["name": .string(call.name), "arguments": .string(call.arguments)],
        ]
    }
}
