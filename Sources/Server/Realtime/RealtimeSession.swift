import Voice
import Wire

/// The session object of the Realtime protocol, as far as a client may see and change it.
package struct RealtimeSession: Sendable, Equatable {
    /// How the caller's turns end.
    package enum TurnDetection: Sendable, Equatable {
        /// By silence of that length.
        case serverVAD(threshold: Double, prefixPaddingMs: Int64, silenceMs: Int64)
        /// By what the words say, waiting at most that long: 8, 4 or 2 seconds.
        case semanticVAD(eagerness: String)
        /// By the client.
        case manual
    }

    /// The agent that the client reached, and the name by which it asked.
    package var model: String
    package var id: String
    package var instructions: String
    package var speaks = true
    package var inputFormat = RealtimeAudioFormat.pcm
    package var outputFormat = RealtimeAudioFormat.pcm
    package var detection = TurnDetection.serverVAD(threshold: 0.5, prefixPaddingMs: 300, silenceMs: 500)
    package var createsResponse = true
    package var interruptsResponse = true
    package var voice: String
    package var maxOutputTokens: Int64?
    /// The names of the agent's tools; the client sees them and cannot change them.
    package var tools: [JSON] = []

    /// The session of a call to `model`.
    package init(id: String, model: String, instructions: String, voice: String) {
        self.id = id
        self.model = model
        self.instructions = instructions
        self.voice = voice
    }

    /// The turn-taking that it asks for.
    package var turnSettings: TurnSettings {
        var settings = TurnSettings()
        settings.interrupts = interruptsResponse
        switch detection {
        case .serverVAD(_, let padding, let silence):
            settings.prefixPadding = .milliseconds(padding)
            settings.silence = .milliseconds(silence)
        case .semanticVAD(let eagerness):
            settings.silence = .milliseconds(["high": 500, "low": 1200][eagerness] ?? 800)
            settings.unfinishedWait = .seconds(["high": 2, "low": 8][eagerness] ?? 4)
        case .manual: settings.interrupts = false
        }
        return settings
    }

    /// How sensitive the voice activity detector should be, from 0 to 1.
    package var threshold: Double {
        if case .serverVAD(let threshold, _, _) = detection { threshold } else { 0.5 }
    }

    package var json: JSON {
        [
            "type": "realtime", "object": "realtime.session", "id": JSON(id), "model": JSON(model),
            "instructions": JSON(instructions), "output_modalities": speaks ? ["audio"] : ["text"],
            "audio": [
                "input": [
                    "format": inputFormat.json, "noise_reduction": nil,
                    "transcription": ["model": "sayso"], "turn_detection": detectionJSON,
                ],
                "output": ["format": outputFormat.json, "voice": JSON(voice), "speed": 1],
            ],
            "tools": .array(tools), "tool_choice": "auto",
            "max_output_tokens": maxOutputTokens.map { JSON($0) } ?? "inf", "truncation": "auto", "tracing": nil,
            "prompt": nil, "include": nil,
        ]
    }

    private var detectionJSON: JSON {
        switch detection {
        case .serverVAD(let threshold, let padding, let silence):
            [
                "type": "server_vad", "threshold": JSON(threshold), "prefix_padding_ms": JSON(padding),
                "silence_duration_ms": JSON(silence), "create_response": JSON(createsResponse),
                "interrupt_response": JSON(interruptsResponse), "idle_timeout_ms": nil,
            ]
        case .semanticVAD(let eagerness):
            [
                "type": "semantic_vad", "eagerness": JSON(eagerness), "create_response": JSON(createsResponse),
                "interrupt_response": JSON(interruptsResponse),
            ]
        case .manual: nil
        }
    }
}
