import Wire

/// What a client may change beyond the sound of its session.
package struct RealtimePermissions: Sendable {
    /// Whether it may set instructions: only the holder of a key with that scope, never a browser.
    package var mayInstruct: Bool

    /// Permissions of that kind.
    package init(mayInstruct: Bool) { self.mayInstruct = mayInstruct }
}

extension RealtimeSession {
    /// The session after a `session.update`; all of it or, with an error, nothing.
    package func updated(by patch: JSON, permissions: RealtimePermissions) throws(RealtimeError) -> RealtimeSession {
        guard let object = patch.objectValue else {
            throw .invalid("invalid_type", "session must be an object.", param: "session")
        }
        var session = self
        for (key, value) in object.members {
            try session.set(key, value, permissions)
        }
        return session
    }

    private mutating func set(_ key: String, _ value: JSON, _ permissions: RealtimePermissions) throws(RealtimeError) {
        let param = "session.\(key)"
        switch key {
        case "type":
            guard value.stringValue == "realtime" else {
                throw .invalid("invalid_value", "Only sessions of type realtime are served.", param: param)
            }
        case "model":
            guard value.stringValue == model else {
                throw .invalid("invalid_value", "The model of a session cannot be changed.", param: param)
            }
        case "instructions": try setInstructions(value, permissions, param)
        case "output_modalities": try setModalities(value, param)
        case "audio": try setAudio(value)
        case "tools":
            guard value.isNull || value.arrayValue?.isEmpty == true || value == .array(tools) else {
                throw .invalid(
                    "tools_not_allowed", "Tools are registered by the tenant; a client cannot bring its own.",
                    param: param)
            }
        case "tool_choice":
            guard value.isNull || value.stringValue == "auto" else {
                throw .invalid(
                    "invalid_value", "tool_choice must be auto: policy decides which tools run.", param: param)
            }
        case "max_output_tokens", "max_response_output_tokens": try setMaximum(value, param)
        case "truncation", "tracing", "prompt", "include", "id", "object", "expires_at": break
        default: throw .invalid("unknown_parameter", "The session has no such parameter.", param: known(key))
        }
    }

    private mutating func setInstructions(
        _ value: JSON, _ permissions: RealtimePermissions, _ param: String
    ) throws(RealtimeError) {
        let text = value.isNull ? "" : value.stringValue
        guard let text, text.utf8.count <= 32_768 else {
            throw .invalid("invalid_type", "instructions must be a text of at most 32768 bytes.", param: param)
        }
        guard text != instructions else { return }
        guard permissions.mayInstruct else {
            throw .invalid(
                "instructions_not_allowed", "This credential may not set instructions: they belong to the agent.",
                param: param)
        }
        instructions = text
    }

    private mutating func setModalities(_ value: JSON, _ param: String) throws(RealtimeError) {
        switch value.arrayValue?.map(\.stringValue) {
        case ["audio"]: speaks = true
        case ["text"]: speaks = false
        default: throw .invalid("invalid_value", "output_modalities must be [\"audio\"] or [\"text\"].", param: param)
        }
    }

    private mutating func setMaximum(_ value: JSON, _ param: String) throws(RealtimeError) {
        if value.isNull || value.stringValue == "inf" {
            maxOutputTokens = nil
            return
        }
        guard let number = value.int64Value, (1...4096).contains(number) else {
            throw .invalid("invalid_value", "max_output_tokens must be 1 to 4096 or inf.", param: param)
        }
        maxOutputTokens = number
    }

    private mutating func setAudio(_ value: JSON) throws(RealtimeError) {
        guard let audio = value.objectValue else {
            throw .invalid("invalid_type", "audio must be an object.", param: "session.audio")
        }
        for (key, value) in audio.members {
            switch key {
            case "input": for (key, value) in try members(value, "session.audio.input") { try setInput(key, value) }
            case "output": for (key, value) in try members(value, "session.audio.output") { try setOutput(key, value) }
            default: throw .invalid("unknown_parameter", "audio has only input and output.", param: "session.audio")
            }
        }
    }

    private func members(_ value: JSON, _ param: String) throws(RealtimeError) -> [JSONObject.Member] {
        if value.isNull { return [] }
        guard let object = value.objectValue else {
            throw .invalid("invalid_type", "An object is expected.", param: param)
        }
        return object.members
    }

    private mutating func setInput(_ key: String, _ value: JSON) throws(RealtimeError) {
        switch key {
        case "format": inputFormat = try RealtimeAudioFormat(value, param: "session.audio.input.format")
        case "turn_detection": try setDetection(value)
        case "transcription", "noise_reduction": break
        default:
            throw .invalid("unknown_parameter", "The input has no such parameter.", param: "session.audio.input")
        }
    }

    private mutating func setOutput(_ key: String, _ value: JSON) throws(RealtimeError) {
        switch key {
        case "format": outputFormat = try RealtimeAudioFormat(value, param: "session.audio.output.format")
        case "voice": if let name = value.stringValue, name.utf8.count <= 64 { voice = name }
        case "speed": break
        default:
            throw .invalid("unknown_parameter", "The output has no such parameter.", param: "session.audio.output")
        }
    }

    private mutating func setDetection(_ value: JSON) throws(RealtimeError) {
        let param = "session.audio.input.turn_detection"
        if value.isNull {
            detection = .manual
            return
        }
        createsResponse = value["create_response"]?.boolValue ?? true
        interruptsResponse = value["interrupt_response"]?.boolValue ?? true
        switch value["type"]?.stringValue {
        case "server_vad":
            detection = .serverVAD(
                threshold: min(1, max(0, value["threshold"]?.doubleValue ?? 0.5)),
                prefixPaddingMs: try bounded(value["prefix_padding_ms"], 0...2000, 300, param),
                silenceMs: try bounded(value["silence_duration_ms"], 100...5000, 500, param))
        case "semantic_vad":
            let eagerness = value["eagerness"]?.stringValue ?? "auto"
            guard ["low", "medium", "high", "auto"].contains(eagerness) else {
                throw .invalid("invalid_value", "eagerness must be low, medium, high or auto.", param: param)
            }
            detection = .semanticVAD(eagerness: eagerness)
        default:
            throw .invalid("invalid_value", "turn_detection must be server_vad, semantic_vad or null.", param: param)
        }
    }

    private func bounded(
        _ value: JSON?, _ range: ClosedRange<Int64>, _ standard: Int64, _ param: String
    ) throws(RealtimeError) -> Int64 {
        guard let value, !value.isNull else { return standard }
        guard let number = value.int64Value, range.contains(number) else {
            throw .invalid(
                "invalid_value", "The time must be \(range.lowerBound) to \(range.upperBound) ms.", param: param)
        }
        return number
    }

    /// The path of a parameter that the client named, only if its name is plain enough to repeat.
    private func known(_ key: String) -> String {
        let isPlain = key.utf8.count <= 40 && key.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
        return isPlain ? "session.\(key)" : "session"
    }
}
