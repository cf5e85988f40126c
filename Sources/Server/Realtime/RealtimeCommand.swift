import Wire

/// What a client asks for, decoded and bounded.
package enum RealtimeCommand: Sendable, Equatable {
    case updateSession(JSON)
    case appendAudio([UInt8])
    case commitAudio
    case clearAudio
    case createText(id: String?, text: String)
    case retrieveItem(String)
    case truncateItem(String, audioEndMs: Int64)
    case deleteItem(String)
    case createResponse
    case cancelResponse
    case clearOutput
    /// Extensions: what was played, keys that were pressed, an answer to a gate on the screen.
    case played(item: String, audioEndMs: Int64)
    case keys(String)
    case answerGate(id: String, confirms: Bool, phrase: String)
}

/// Decodes client events of the Realtime protocol (GA names). Whatever does not fit is an error, never a trap.
package enum RealtimeDecoder {
    /// The bounds of one event: 1 MiB of text, 16 levels.
    package static let limits = JSONLimits(maximumBytes: 1 << 20, maximumDepth: 16, maximumValues: 2_000)

    /// The command in `bytes`, with the client's own id of the event; or the error to send back.
    package static func decode(_ bytes: [UInt8]) -> (command: Result<RealtimeCommand, RealtimeError>, eventID: String?)
    {
        do throws(JSONError) {
            let event = try JSON.parse(bytes, limits: limits)
            let id = event["event_id"]?.stringValue.flatMap { $0.utf8.count <= 512 ? $0 : nil }
            return (Result { () throws(RealtimeError) in try command(event) }, id)
        } catch {
            return (.failure(.invalid("invalid_json", "The event is not a JSON text within our bounds.")), nil)
        }
    }

    private static func command(_ event: JSON) throws(RealtimeError) -> RealtimeCommand {
        guard let type = event["type"]?.stringValue else {
            throw .invalid("missing_required_parameter", "An event needs a type.", param: "type")
        }
        switch type {
        case "session.update": return .updateSession(event["session"] ?? .null)
        case "input_audio_buffer.append": return .appendAudio(try audio(event["audio"]))
        case "input_audio_buffer.commit": return .commitAudio
        case "input_audio_buffer.clear": return .clearAudio
        case "conversation.item.create": return try item(event["item"])
        case "conversation.item.retrieve": return .retrieveItem(try name(event, "item_id"))
        case "conversation.item.truncate":
            return .truncateItem(try name(event, "item_id"), audioEndMs: try milliseconds(event))
        case "conversation.item.delete": return .deleteItem(try name(event, "item_id"))
        case "response.create": return .createResponse
        case "response.cancel": return .cancelResponse
        case "output_audio_buffer.clear": return .clearOutput
        default: return try extended(type, event)
        }
    }

    private static func extended(_ type: String, _ event: JSON) throws(RealtimeError) -> RealtimeCommand {
        switch type {
        case "sayso.playback": return .played(item: try name(event, "item_id"), audioEndMs: try milliseconds(event))
        case "sayso.keys": return .keys(try keys(event["digits"]))
        case "sayso.gate.answer":
            guard let answer = event["answer"]?.stringValue, answer == "confirm" || answer == "decline" else {
                throw .invalid("invalid_value", "answer must be confirm or decline.", param: "answer")
            }
            let phrase = event["phrase"]?.stringValue ?? ""
            return .answerGate(
                id: try name(event, "gate_id"), confirms: answer == "confirm", phrase: String(phrase.prefix(200)))
        default: throw .invalid("unknown_event", "There is no client event of that type.", param: "type")
        }
    }

    private static func audio(_ value: JSON?) throws(RealtimeError) -> [UInt8] {
        guard let text = value?.stringValue, let bytes = Base64.decode(text) else {
            throw .invalid("invalid_value", "audio must be base64.", param: "audio")
        }
        return bytes
    }

    private static func item(_ value: JSON?) throws(RealtimeError) -> RealtimeCommand {
        guard let value, value["type"]?.stringValue == "message", value["role"]?.stringValue == "user" else {
            throw .invalid(
                "invalid_value", "A client may create only messages of the user: tools run in the gateway.",
                param: "item")
        }
        var text = ""
        for part in value["content"]?.arrayValue ?? [] {
            guard part["type"]?.stringValue == "input_text", let piece = part["text"]?.stringValue else {
                throw .invalid("invalid_value", "The content must be input_text.", param: "item.content")
            }
            text += piece
        }
        guard !text.isEmpty, text.utf8.count <= 16_384 else {
            throw .invalid("invalid_value", "The text must have 1 to 16384 bytes.", param: "item.content")
        }
        return .createText(id: try value["id"].flatMap { $0.isNull ? nil : $0 }.map(identifier), text: text)
    }

    private static func identifier(_ value: JSON) throws(RealtimeError) -> String {
        guard let id = value.stringValue, (1...64).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .invalid("invalid_value", "An id has 1 to 64 visible ASCII characters.", param: "item.id") }
        return id
    }

    private static func name(_ event: JSON, _ key: String) throws(RealtimeError) -> String {
        guard let name = event[key]?.stringValue, (1...64).contains(name.utf8.count) else {
            throw .invalid("missing_required_parameter", "An id of 1 to 64 bytes is needed.", param: key)
        }
        return name
    }

    private static func milliseconds(_ event: JSON) throws(RealtimeError) -> Int64 {
        guard let number = event["audio_end_ms"]?.int64Value, (0...86_400_000).contains(number) else {
            throw .invalid("invalid_value", "audio_end_ms must be a number of milliseconds.", param: "audio_end_ms")
        }
        return number
    }

    private static func keys(_ value: JSON?) throws(RealtimeError) -> String {
        guard let keys = value?.stringValue, (1...16).contains(keys.utf8.count),
            keys.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2A || $0 == 0x23 })
        else { throw .invalid("invalid_value", "digits are 1 to 16 of 0-9, * and #.", param: "digits") }
        return keys
    }
}
