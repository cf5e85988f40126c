import Audio
import Platform
import Primitives
import Transport
import Wire

/// A caller made of recordings: says the next thing of its script when the agent has finished, answers the challenge of
/// a confirmation, and prints the conversation as it happens.
final class RecordedCaller {
    /// How a call went.
    struct Outcome {
        var said = 0, gates = 0
        var isComplete = false
    }

    private let client: WebSocketClient
    private let clips: Clips
    private let microphone: Microphone
    private var script: ArraySlice<String>
    private var outcome = Outcome()
    private var challenge: [String] = []
    private var agentIsDone = false
    private var lastSaid = ""
    private var gateIsOpen = false
    private var quietSince = SystemClock.now()
    /// What the agent said, at 24 kHz.
    private(set) var heard: [Int16] = []
    /// How long a call may take.
    private let longest: Duration = .seconds(180)

    init(client: WebSocketClient, clips: Clips, script: [String]) {
        self.client = client
        self.clips = clips
        self.script = script[...]
        microphone = Microphone(client: client)
    }

    /// Holds the call to its end. Throws when a recording is missing or the connection breaks.
    func run() throws -> Outcome {
        defer { microphone.close() }
        let end = SystemClock.now() + longest
        while SystemClock.now() < end, !isOver {
            if let message = try next() { try receive(message) }
            try speakIfDue()
        }
        outcome.isComplete = script.isEmpty
        _ = client.close()
        return outcome
    }

    private var isOver: Bool {
        script.isEmpty && agentIsDone && microphone.isSilent && SystemClock.now() - quietSince > .seconds(2)
    }

    private func next() throws -> JSON? {
        do throws(ClientError) {
            guard case .text(let bytes) = try client.receive(timeout: .milliseconds(20)) else { return nil }
            return try? JSON.parse(bytes, limits: .large)
        } catch {
            if error == .timedOut { return nil }
            throw error
        }
    }

    /// Says the next thing once the agent has been quiet for a moment: at a gate only what answers it.
    private func speakIfDue() throws {
        guard agentIsDone || gateIsOpen, microphone.isSilent, let next = script.first else { return }
        guard SystemClock.now() - quietSince > .milliseconds(700) else { return }
        if next == "confirm", challenge.isEmpty { return }
        script.removeFirst()
        lastSaid = next
        outcome.said += 1
        agentIsDone = false
        gateIsOpen = false
        quietSince = SystemClock.now()
        microphone.say(next == "confirm" ? try clips.phrase(challenge) : try clips.sound(next))
    }

    private func receive(_ event: JSON) throws {
        switch event["type"]?.stringValue {
        case "response.output_audio.delta":
            quietSince = SystemClock.now()
            let bytes = Base64.decode(event["delta"]?.stringValue ?? "") ?? []
            heard += PCM(littleEndian: bytes, rate: 24_000).samples
        case "response.created": agentIsDone = false
        case "response.done": agentIsDone = true
        case "response.output_audio_transcript.delta":
            print("agent   ", event["delta"])
            if !challenge.isEmpty, event["delta"]?.stringValue?.hasPrefix("To go ahead") == true { gateIsOpen = true }
        case "conversation.item.input_audio_transcription.completed": print("caller  ", event["transcript"])
        case "conversation.item.input_audio_transcription.failed": print("caller  ", "(not understood)")
        case "sayso.gate.asked":
            outcome.gates += 1
            challenge = (event["phrase"]?.stringValue ?? "").split(separator: " ").map(String.init)
            agentIsDone = false
            if event["attempt"]?.int64Value ?? 1 > 1, lastSaid == "confirm" { script = ["confirm"] + script }
        case "sayso.gate.closed":
            gateIsOpen = false
            challenge = []
            print("gateway ", JSON("confirmation: \(event["outcome"]?.stringValue ?? "")"))
        case "sayso.tool":
            print("gateway ", JSON("\(event["name"]?.stringValue ?? ""): \(event["disposition"]?.stringValue ?? "")"))
        case "error": print("error   ", event["error"]?["message"])
        default: break
        }
    }

    private func print(_ who: String, _ text: JSON?) { print(who, text?.stringValue ?? "") }

    private func print(_ who: String, _ text: String) { StandardStream.output("  \(who) \(text)\n") }
}
