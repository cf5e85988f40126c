import Wire

/// Instructions that an attacker hid in a tool's result: the first result that holds some, and the calls that they name.
struct HiddenInstructions: Sendable {
    /// The place of the poisoned message.
    let place: Int
    /// The calls that the text names as `call NAME {JSON}`, in plain text first, then those in base 64.
    let calls: [(name: String, arguments: JSON)]

    private static let signs = [
        "instructions for the assistant", "ignore previous instructions", "ignore all previous",
    ]

    /// The most calls that are taken from one text.
    static let maximumCalls = 4

    /// The instructions in those messages; nothing when no tool's result holds any.
    init?(in messages: [ChatRequest.Message]) {
        for (place, message) in messages.enumerated() where message.role == .tool {
            let texts = [Self.unquoted(message.content)] + Self.decoded(message.content)
            guard texts.contains(where: Self.isInstruction) else { continue }
            self.place = place
            calls = Array(texts.flatMap(Self.calls).prefix(Self.maximumCalls))
            return
        }
        return nil
    }

    private static func isInstruction(_ text: String) -> Bool {
        let lowered = text.lowercased()
        return signs.contains { lowered.contains($0) }
    }

    /// A result is JSON text: the words of all its strings.
    private static func unquoted(_ text: String) -> String {
        guard let json = try? JSON.parse(Array(text.utf8)) else { return text }
        return strings(in: json).joined(separator: " ")
    }

    private static func strings(in json: JSON) -> [String] {
        switch json {
        case .string(let text): [text]
        case .array(let elements): elements.flatMap(strings)
        case .object(let object): object.members.flatMap { strings(in: $0.value) }
        default: []
        }
    }

    /// The words of at least 24 characters that are base 64 of text.
    private static func decoded(_ text: String) -> [String] {
        unquoted(text).split(separator: " ").filter { $0.utf8.count >= 24 }.compactMap { word in
            Base64.decode(String(word)).flatMap { String(validating: $0, as: UTF8.self) }
        }
    }

    /// Every `call NAME {…}` of a text, as far as the braces hold a JSON object.
    private static func calls(in text: String) -> [(name: String, arguments: JSON)] {
        var found: [(name: String, arguments: JSON)] = []
        let bytes = Array(text.utf8)
        let sign = Array("call ".utf8)
        for start in bytes.indices where bytes[start...].starts(with: sign) {
            let rest = bytes[(start + sign.count)...]
            guard let open = rest.firstIndex(of: UInt8(ascii: "{")), open - rest.startIndex <= 64 else { continue }
            let name = String(decoding: rest[..<open], as: UTF8.self).filter { $0 != " " }
            let ends = rest[open...].indices.filter { rest[$0] == UInt8(ascii: "}") }.prefix(8)
            for end in ends {
                guard let json = try? JSON.parse(Array(rest[open...end])) else { continue }
                found.append((name, json))
                break
            }
        }
        return found
    }
}
