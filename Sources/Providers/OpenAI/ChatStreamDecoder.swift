import Models
import Wire

/// Reads the events of a streamed chat completion. Pure: the data of one server-sent event in, model events out.
///
/// Tool calls arrive in pieces and are given out whole, once the model has said that it is done; those of an answer that
/// was cut off (`length`) or filtered are dropped, because they are not whole. Their arguments are passed as the bytes
/// that came, JSON or not.
package struct ChatStreamDecoder: Sendable {
    /// What one answer may hold at most.
    package struct Limits: Sendable {
        /// Tool calls, and bytes of the arguments of one.
        package var calls = 16, argumentBytes = 64 << 10
        /// Bytes of text, bytes of a tool call's id, bytes of its name.
        package var textBytes = 256 << 10, idBytes = 256, nameBytes = 128
        /// Bytes of one event.
        package var eventBytes = 256 << 10

        /// The standard limits.
        package init() {}
    }

    private struct Call: Sendable {
        var index: Int64
        var id = "", name = ""
        var arguments: [UInt8] = []
    }

    private let limits: Limits
    private var calls: [Call] = []
    private var textBytes = 0
    private var reason: ModelEvent.FinishReason?
    private var usage = ModelEvent.Usage()
    /// Whether `finished` has been given out.
    package private(set) var isFinished = false

    /// A decoder at the start of an answer.
    package init(limits: Limits = Limits()) { self.limits = limits }

    /// Takes the data of one event. Throws `malformed`, `tooLarge`, or what an error within the stream stands for.
    package mutating func take(_ data: [UInt8]) throws(ModelError) -> [ModelEvent] {
        guard !isFinished else { return [] }
        if data.elementsEqual("[DONE]".utf8) { return try finish() }
        guard data.count <= limits.eventBytes else { throw .tooLarge }
        let chunk: JSON
        do throws(JSONError) { chunk = try JSON.parse(data) } catch { throw .malformed }
        guard chunk.objectValue != nil else { throw .malformed }
        if let failure = chunk["error"], !failure.isNull { throw Self.error(in: failure) }
        readUsage(chunk["usage"])
        guard let choice = chunk["choices"]?[0] else { return [] }
        return try read(choice)
    }

    /// The stream has ended. Throws `malformed` when the model had not said that it was done.
    package mutating func finish() throws(ModelError) -> [ModelEvent] {
        guard !isFinished else { return [] }
        guard var reason else { throw .malformed }
        isFinished = true
        if reason == .stop, !calls.isEmpty { reason = .toolCalls }
        return [.finished(reason, usage)]
    }

    private mutating func read(_ choice: JSON) throws(ModelError) -> [ModelEvent] {
        var events: [ModelEvent] = []
        if let text = choice["delta"]?["content"]?.stringValue, !text.isEmpty {
            textBytes += text.utf8.count
            guard textBytes <= limits.textBytes else { throw .tooLarge }
            events.append(.text(text))
        }
        for piece in choice["delta"]?["tool_calls"]?.arrayValue ?? [] { try add(piece) }
        if let word = choice["finish_reason"]?.stringValue, reason == nil { events += try end(word) }
        return events
    }

    /// The model says why it stops: its calls are whole now, or never will be.
    private mutating func end(_ word: String) throws(ModelError) -> [ModelEvent] {
        let reason = Self.reason(word)
        self.reason = reason
        guard reason == .stop || reason == .toolCalls else {
            calls = []
            return []
        }
        guard calls.allSatisfy({ !$0.name.isEmpty }) else { throw .malformed }
        return calls.enumerated().map { place, call in
            .toolCall(id: call.id.isEmpty ? "call-\(place)" : call.id, name: call.name, arguments: call.arguments)
        }
    }

    /// A piece of a tool call. Some servers number every call 0 or none at all, but give each new one its own id.
    private mutating func add(_ piece: JSON) throws(ModelError) {
        let id = piece["id"]?.stringValue ?? ""
        let place = try place(index: piece["index"]?.int64Value, id: id)
        let name = piece["function"]?["name"]?.stringValue ?? ""
        let arguments = piece["function"]?["arguments"]?.stringValue ?? ""
        if calls[place].id.isEmpty { calls[place].id = id }
        if calls[place].name.isEmpty || !name.isEmpty && id.isEmpty { calls[place].name += name }
        calls[place].arguments += arguments.utf8
        guard calls[place].id.utf8.count <= limits.idBytes, calls[place].name.utf8.count <= limits.nameBytes,
            calls[place].arguments.count <= limits.argumentBytes
        else { throw .tooLarge }
    }

    private mutating func place(index: Int64?, id: String) throws(ModelError) -> Int {
        let known =
            if let index { calls.lastIndex { $0.index == index } } else { calls.indices.last }
        if let known, id.isEmpty || calls[known].id.isEmpty || calls[known].id.hasSameBytes(as: id) { return known }
        guard calls.count < limits.calls else { throw .tooLarge }
        calls.append(Call(index: index ?? Int64(calls.count)))
        return calls.count - 1
    }

    private mutating func readUsage(_ json: JSON?) {
        guard let input = json?["prompt_tokens"]?.int64Value, let output = json?["completion_tokens"]?.int64Value,
            (0...Int64(Int32.max)).contains(input), (0...Int64(Int32.max)).contains(output)
        else { return }
        usage = ModelEvent.Usage(inputTokens: Int(input), outputTokens: Int(output))
    }

    private static func reason(_ word: String) -> ModelEvent.FinishReason {
        switch word {
        case "tool_calls", "function_call": .toolCalls
        case "length", "max_tokens": .length
        case "content_filter": .contentFilter
        default: .stop
        }
    }

    /// Servers that fail in the middle of an answer send an object with a code that is, or should be, a status.
    private static func error(in failure: JSON) -> ModelError {
        guard let code = failure["code"]?.int64Value, (400...599).contains(code) else { return .refused(status: 500) }
        return ModelError(status: Int(code))
    }
}

extension ModelError {
    /// What a status other than success means.
    init(status: Int) {
        switch status {
        case 401, 403: self = .unauthorized
        case 408, 504: self = .timedOut
        case 413: self = .tooLarge
        case 429, 503, 529: self = .overloaded
        default: self = .refused(status: status)
        }
    }
}
